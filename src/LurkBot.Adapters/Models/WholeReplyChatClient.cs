using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Stands next to a provider's library, and asks for a reply in one piece where the caller did: with <c>--no-stream</c> servers answer that
/// cannot stream, and what providers say only in one piece is not lost.
/// </summary>
/// <param name="inner">The provider's client.</param>
internal sealed class WholeReplyChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        options is WholeReplyOptions ? AskAsync(messages, options, cancellationToken) : base.GetStreamingResponseAsync(messages, options, cancellationToken);

    private async IAsyncEnumerable<ChatResponseUpdate> AskAsync(IEnumerable<ChatMessage> messages, ChatOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates())
            yield return update;
        // Only messages carry the reason.
        if (response.Messages.Count == 0)
            yield return new ChatResponseUpdate(ChatRole.Assistant, []) { FinishReason = response.FinishReason, ModelId = response.ModelId, ResponseId = response.ResponseId };
    }
}
