using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Asks again without the part that a provider probably refuses; the question itself always stays. What was refused once is not sent
/// to this model again.
/// </summary>
/// <param name="inner">The model.</param>
/// <param name="onNote">Told what is left out; null when nobody watches.</param>
internal sealed class RequestTrimmingChatClient(IChatClient inner, Action<string>? onNote) : StreamedChatClient(inner)
{
    private const int MostRepairs = 3;

    private readonly RejectedParts refused = new();

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = refused.LeaveOutKnown(new(messages.ToList(), options));
        var (sent, what) = (request, (string?)null);
        var updates = InnerClient.GetStreamingResponseAsync(request.Messages, request.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            var any = false;
            // What a repair does not cure another one may; each is tried once.
            for (var repairs = 0; ; repairs++)
            {
                try
                {
                    any = await updates.MoveNextAsync();
                    break;
                }
                catch (ModelException e) when (e.Failure == ModelFailure.InvalidRequest && repairs < MostRepairs && RejectedParts.LeaveOut(sent, e.Message, request) is { } repair)
                {
                    what = what is null ? repair.What : $"{what} {repair.What}";
                    onNote?.Invoke(repair.What);
                    await updates.DisposeAsync();
                    sent = repair.Fewer;
                    updates = InnerClient.GetStreamingResponseAsync(sent.Messages, sent.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
                }
            }

            if (what is not null)
                refused.Learn(request, sent);
            for (; any; any = await updates.MoveNextAsync())
            {
                if (what is not null)
                    updates.Current.AdditionalProperties = ModelNotice.AddTo(updates.Current.AdditionalProperties, what);
                what = null;
                yield return updates.Current;
            }
        }
        finally
        {
            await updates.DisposeAsync();
        }
    }
}
