using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Asks once more without the part that a provider probably refuses; the question itself always stays. What was refused once is not sent
/// to this model again.
/// </summary>
/// <param name="inner">The model.</param>
/// <param name="onNote">Told what is left out; null when nobody watches.</param>
public sealed class RequestTrimmingChatClient(IChatClient inner, Action<string>? onNote) : DelegatingChatClient(inner)
{
    private readonly RejectedParts refused = new();

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = refused.LeaveOutKnown(new(messages.ToList(), options));
        try
        {
            return await base.GetResponseAsync(request.Messages, request.Options, cancellationToken);
        }
        catch (ModelException e) when (e.Failure == ModelFailure.InvalidRequest && RejectedParts.LeaveOut(request, e.Message) is not null)
        {
            var (rest, what) = RejectedParts.LeaveOut(request, e.Message)!.Value;
            onNote?.Invoke(what);
            var response = await base.GetResponseAsync(rest.Messages, rest.Options, cancellationToken);
            refused.Learn(request, rest);
            response.AdditionalProperties = ModelNotice.AddTo(response.AdditionalProperties, what);
            return response;
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = refused.LeaveOutKnown(new(messages.ToList(), options));
        string? what = null;
        var updates = base.GetStreamingResponseAsync(request.Messages, request.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
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
                updates = base.GetStreamingResponseAsync(rest.Messages, rest.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
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
