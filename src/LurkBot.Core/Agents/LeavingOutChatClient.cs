using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LurkBot.Agents;

/// <summary>Asks once more without the part that a provider probably refuses; the question itself always stays.</summary>
/// <param name="inner">The model.</param>
/// <param name="onNote">Told what is left out; null when nobody watches.</param>
public sealed class LeavingOutChatClient(IChatClient inner, Action<string>? onNote) : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var list = messages.ToList();
        try
        {
            return await base.GetResponseAsync(list, options, cancellationToken);
        }
        catch (ModelException e) when (e.Failure == ModelFailure.InvalidRequest && RefusedParts.LeaveOut(list, options, e.Message) is not null)
        {
            var (rest, fewer, what) = RefusedParts.LeaveOut(list, options, e.Message)!.Value;
            onNote?.Invoke(what);
            var response = await base.GetResponseAsync(rest, fewer, cancellationToken);
            response.AdditionalProperties = ModelNotice.AddTo(response.AdditionalProperties, what);
            return response;
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = messages.ToList();
        string? what = null;
        var updates = base.GetStreamingResponseAsync(list, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            bool any;
            try
            {
                any = await updates.MoveNextAsync();
            }
            catch (ModelException e) when (e.Failure == ModelFailure.InvalidRequest && RefusedParts.LeaveOut(list, options, e.Message) is not null)
            {
                (list, options, what) = RefusedParts.LeaveOut(list, options, e.Message)!.Value;
                onNote?.Invoke(what);
                await updates.DisposeAsync();
                updates = base.GetStreamingResponseAsync(list, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
                any = await updates.MoveNextAsync();
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
