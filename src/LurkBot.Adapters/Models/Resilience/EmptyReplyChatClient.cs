using System.Runtime.CompilerServices;
using LurkBot.Text;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Says what it means when a reply ends in the middle, or without a word and without a call of a tool: nobody should look at nothing.</summary>
/// <param name="inner">The model.</param>
/// <param name="addressVariable">The setting to check when what answers is no provider.</param>
/// <param name="onNote">Told what the person should know; null when nobody watches.</param>
internal sealed class EmptyReplyChatClient(IChatClient inner, string addressVariable, Action<string>? onNote) : StreamedChatClient(inner)
{
    private const string CutOff = "The reply was cut off: it has as many tokens as LURKBOT_MAX_TOKENS allows, or as the model can say.";

    private const string Filtered = "The reply was cut off by the provider's content filter.";

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (words, thoughts, finish, refusal) = (false, false, (ChatFinishReason?)null, "");
        await foreach (var update in InnerClient.GetStreamingResponseAsync(messages, options, cancellationToken))
        {
            // What a model says in refusing.
            refusal += string.Concat(update.Contents.OfType<ErrorContent>().Select(error => error.Message));
            words |= update.Contents.Any(IsWord);
            thoughts |= update.Contents.Any(content => content is TextReasoningContent);
            finish = update.FinishReason ?? finish;
            yield return update;
        }

        if (refusal.Length > 0)
            throw Refused(refusal);
        if (words && finish == ChatFinishReason.Length)
            onNote?.Invoke(CutOff);
        if (words && finish != ChatFinishReason.ContentFilter)
            yield break;
        var meaning = words ? Filtered : Meaning(finish, thoughts);
        onNote?.Invoke(meaning);
        yield return new ChatResponseUpdate(ChatRole.Assistant, []) { AdditionalProperties = ModelNotice.AddTo(null, meaning) };
    }

    private static ModelException Refused(string words) => new(ModelFailure.RefusedContent, $"The model refuses to answer this: {TerminalText.Sanitize(words, keepNewlines: false)}");

    private static bool IsWord(AIContent content) => content is not (UsageContent or TextReasoningContent) && (content is not TextContent text || !string.IsNullOrWhiteSpace(text.Text));

    /// <summary>What a reply without words means, for the person and the history.</summary>
    /// <exception cref="ModelException">It was none.</exception>
    private string Meaning(ChatFinishReason? finish, bool thoughts)
    {
        if (finish == ChatFinishReason.ContentFilter)
            throw new ModelException(ModelFailure.RefusedContent, "The provider refuses to answer this.");
        if (finish == ChatFinishReason.Length)
            return "The model used all its tokens before it said a word. Raise LURKBOT_MAX_TOKENS, or lower LURKBOT_REASONING.";
        return finish is not null || thoughts
            ? "The model's reply is empty."
            : throw new ModelException(ModelFailure.Unknown, $"What answered gave no reply that a provider gives. Check that {addressVariable} is right{(addressVariable.Contains("OPENAI", StringComparison.Ordinal) ? ", with /v1 at its end where the server wants it" : "")}.");
    }
}
