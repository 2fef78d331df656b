using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Asks once more without the part that a provider probably refuses; the question itself always stays. What was refused once is not sent
/// to this model again.
/// </summary>
/// <param name="inner">The model.</param>
/// <param name="onNote">Told what is left out; null when nobody watches.</param>
internal sealed class RequestTrimmingChatClient(IChatClient inner, Action<string>? onNote) : StreamedChatClient(inner)
{
    private readonly RejectedParts refused = new();

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = refused.LeaveOutKnown(new(messages.ToList(), options));
        string? what = null;
        var updates = InnerClient.GetStreamingResponseAsync(request.Messages, request.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            bool any;
            try
            {
                any = await updates.MoveNextAsync();
            }
            catch (ModelException e) when (e.Failure == ModelFailure.InvalidRequest && RejectedParts.LeaveOut(request, e.Message) is not null)
            {
                (var rest, what) = RejectedParts.LeaveOut(request, e.Message)!.Value;
                onNote?.Invoke(what);
                await updates.DisposeAsync();
                updates = InnerClient.GetStreamingResponseAsync(rest.Messages, rest.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
                any = await updates.MoveNextAsync();
                refused.Learn(request, rest);
            }

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
