using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Marks for Anthropic how far a request will stay the same, so that the next one is read from its cache: the end of the request,
/// and the end of the one before, which this one begins with.
/// </summary>
/// <param name="inner">Anthropic's client.</param>
internal sealed class PromptCachingChatClient(IChatClient inner) : StreamedChatClient(inner)
{
    private const int Marks = 2;

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        InnerClient.GetStreamingResponseAsync(Mark(messages), options, cancellationToken);

    /// <summary>A request ended with a person's message or with tool results; both are still there in the next one.</summary>
    private static List<ChatMessage> Mark(IEnumerable<ChatMessage> messages)
    {
        var marked = messages.ToList();
        var left = Marks;
        for (var i = marked.Count - 1; i >= 0 && left > 0; i--)
        {
            // Of the results of one step only the last ends a request.
            if (marked[i].Role == ChatRole.Assistant || (i + 1 < marked.Count && marked[i + 1].Role != ChatRole.Assistant))
                continue;
            if (Copy(marked[i].Contents.LastOrDefault()) is not { } last)
                continue;
            marked[i] = new ChatMessage(marked[i].Role, [.. marked[i].Contents.SkipLast(1), last.WithCacheControl(new CacheControlEphemeral())]);
            left--;
        }

        return marked;
    }

    /// <summary>The content again: a mark on the caller's own would stay there.</summary>
    private static AIContent? Copy(AIContent? content) => content switch
    {
        TextContent text => new TextContent(text.Text),
        FunctionResultContent result => new FunctionResultContent(result.CallId, result.Result) { Exception = result.Exception },
        DataContent data => new DataContent(data.Data, data.MediaType),
        _ => null,
    };
}
