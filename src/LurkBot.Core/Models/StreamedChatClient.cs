using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>A decorator of a model that is written once, over the stream: a reply in one piece is the stream, collected.</summary>
/// <param name="inner">The model.</param>
internal abstract class StreamedChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    /// <inheritdoc/>
    public sealed override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        CollectAsync(GetStreamingResponseAsync(messages, new WholeReplyOptions(options), cancellationToken));

    /// <inheritdoc/>
    public abstract override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>A reply in one piece, with every notice that came on the way.</summary>
    /// <param name="reply">The stream.</param>
    public static async Task<ChatResponse> CollectAsync(IAsyncEnumerable<ChatResponseUpdate> reply)
    {
        var (updates, notices) = (new List<ChatResponseUpdate>(), new List<string>());
        await foreach (var update in reply)
        {
            updates.Add(update);
            if (ModelNotice.In(update.AdditionalProperties) is { } notice)
                notices.Add(notice);
        }

        var response = updates.ToChatResponse();
        // Of properties with the same name, collecting keeps the last; notices are all kept.
        if (notices.Count > 0)
            response.AdditionalProperties = ModelNotice.Set(response.AdditionalProperties, string.Join(' ', notices));
        return response;
    }
}
