using System.Runtime.CompilerServices;
using Anthropic.Models.Messages;
using LurkBot.Context;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Gives a provider back only reasoning of its own that it signed; without a name, none. What it sends is marked as its own.</summary>
/// <param name="inner">The provider's client.</param>
/// <param name="provider">The name of a provider that wants its reasoning back; null for all others.</param>
internal sealed class ReasoningChatClient(IChatClient inner, string? provider) : StreamedChatClient(inner)
{
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var own = messages.Select(Own).ToList();
        await foreach (var update in InnerClient.GetStreamingResponseAsync(own, Fit(options, own), cancellationToken))
        {
            Stamp(update.Contents);
            yield return update;
        }
    }

    private ChatOptions? Fit(ChatOptions? options, IReadOnlyList<ChatMessage> messages) => provider is null ? options : AnthropicThinking.Fit(options, messages);

    private void Stamp(IList<AIContent> contents)
    {
        if (provider is null)
            return;
        foreach (var thought in contents.OfType<TextReasoningContent>())
            SignedReasoning.Stamp(thought, provider, thought.RawRepresentation is RedactedThinkingBlock);
    }

    private ChatMessage Own(ChatMessage message)
    {
        if (!message.Contents.Any(content => content is TextReasoningContent))
            return message;
        var contents = new List<AIContent>();
        foreach (var content in message.Contents)
        {
            if (content is not TextReasoningContent thought)
                contents.Add(content);
            else if (provider is not null && string.Equals(SignedReasoning.ProviderOf(thought), provider, StringComparison.Ordinal))
                contents.Add(SignedReasoning.IsRedacted(thought) ? Redacted(thought.ProtectedData ?? "") : thought);
        }

        return new ChatMessage(message.Role, contents) { AuthorName = message.AuthorName, MessageId = message.MessageId };
    }

    /// <summary>Anthropic's library sends reasoning without text as an empty thinking block unless it is told what it was.</summary>
    private static TextReasoningContent Redacted(string data) =>
        new("") { ProtectedData = data, RawRepresentation = (ContentBlockParam)new RedactedThinkingBlockParam(data) };
}
