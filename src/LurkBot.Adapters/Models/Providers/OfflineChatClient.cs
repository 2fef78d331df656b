using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using LurkBot.Context;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>The built-in model: honest about what it is, it answers from the conversation by finding and quoting. Deterministic.</summary>
internal sealed class OfflineChatClient : IChatClient
{
    private const int QuoteLength = 300;
    private const string Introduction =
        "I am LurkBot's built-in offline model: no language model, I find and quote what was said here. "
        + "Set LURKBOT_ANTHROPIC_API_KEY, LURKBOT_OPENAI_API_KEY or LURKBOT_GOOGLE_API_KEY, or run Ollama, for a real one.\n\n";

    private static readonly HashSet<string> StopWords = new(
        ("a an the is are was were be been am do does did i you he she it we they me my your his her our their what which who whom when where why how "
        + "that this these those to of in on at for with about from and or but not no yes please tell can could would should will say said have has had").Split(' '),
        StringComparer.Ordinal);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var list = messages.ToList();
        if (CallsFor(list, options) is { Count: > 0 } calls)
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, [.. calls])) { ModelId = ModelClients.Offline, FinishReason = ChatFinishReason.ToolCalls, Usage = Count(list, "") });
        var reply = Reply(list);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, reply))
        {
            ModelId = ModelClients.Offline,
            FinishReason = ChatFinishReason.Stop,
            Usage = Count(list, reply),
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var list = messages.ToList();
        if (CallsFor(list, options) is { Count: > 0 } calls)
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls, new UsageContent(Count(list, ""))]) { ModelId = ModelClients.Offline, FinishReason = ChatFinishReason.ToolCalls };
            yield break;
        }

        var reply = Reply(list);
        for (var start = 0; start < reply.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = reply.IndexOf(' ', start);
            end = end < 0 ? reply.Length : end + 1;
            yield return new ChatResponseUpdate(ChatRole.Assistant, reply[start..end]) { ModelId = ModelClients.Offline };
            start = end;
            await Task.Yield();
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(Count(list, reply))]) { ModelId = ModelClients.Offline, FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    /// <summary>The calls that the newest message asks for; what a tool gave is told, not acted on.</summary>
    private static IReadOnlyList<FunctionCallContent> CallsFor(List<ChatMessage> messages, ChatOptions? options) =>
        messages.Count > 0 && messages[^1] is { Role: var role, Text: { } text } && role == ChatRole.User ? OfflineRequests.Find(Statements(text.Trim()).LastOrDefault() ?? "", options?.Tools) : [];

    private static string Reply(List<ChatMessage> messages)
    {
        // All results of the newest step: those of several calls may stand in several messages.
        List<string> results = [.. messages.AsEnumerable().Reverse().TakeWhile(message => message.Role == ChatRole.Tool).Reverse().SelectMany(message => message.Contents.OfType<FunctionResultContent>()).Select(result => result.Result?.ToString() ?? "")];
        if (results.Count > 0)
            return string.Join("\n\n", results);
        var said = messages.Where(message => message.Role == ChatRole.User).SelectMany(message => Statements(message.Text.Trim())).ToList();
        var question = said.Count == 0 ? "" : said[^1];
        var earlier = said.Count == 0 ? [] : said[..^1];
        if (messages.FindLast(message => message.Role == ChatRole.User) is { } newest && IsErrand(newest.Text))
            return Find(question, earlier) is { } known ? $"You said: “{Shorten(known)}”" : Errand(question);
        var introduction = messages.Exists(message => message.Role == ChatRole.Assistant) ? "" : Introduction;
        return introduction + Answer(question, earlier);
    }

    /// <summary>Whether another session sent a message, as the line before it says: its reader is a session, and needs no introduction.</summary>
    private static bool IsErrand(string text) =>
        Undated(text) is var said && said.StartsWith("[From ", StringComparison.Ordinal) && said.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end && said.AsSpan(0, end).Contains("sent by session ", StringComparison.Ordinal);

    /// <summary>A message without the line that says when it was written.</summary>
    private static string Undated(string text)
    {
        var said = text.TrimStart();
        return said.StartsWith(DateLine.Beginning, StringComparison.Ordinal) && said.IndexOf('\n', StringComparison.Ordinal) is > 0 and var end ? said[(end + 1)..] : said;
    }

    private static string Errand(string task) =>
        $"The task was: “{Shorten(task)}”. The offline model only finds and quotes, and nothing was said here that it could quote. A language model would work on it.";

    /// <summary>What LurkBot notes about a conversation holds a statement in each line; the words of people are one.</summary>
    private static IEnumerable<string> Statements(string text)
    {
        text = Undated(text);
        if (text.StartsWith(ContextQuotation.Beginning, StringComparison.Ordinal))
            return text.Split('\n').Where(line => line.StartsWith("> #", StringComparison.Ordinal)).Select(line => line.Split(": ", 2)).Where(parts => parts.Length == 2 && !parts[0].EndsWith(" you", StringComparison.Ordinal)).Select(parts => parts[1]);
        if (text.StartsWith(ContextFacts.Beginning, StringComparison.Ordinal))
            return text.Split('\n').Where(line => line.StartsWith("- #", StringComparison.Ordinal) && line.Contains(' ', StringComparison.Ordinal)).Select(line => line[(line.IndexOf(' ', 2) + 1)..]);
        if (!text.StartsWith("[Summary of entries", StringComparison.Ordinal) && !text.StartsWith("[Entries #", StringComparison.Ordinal))
            return [text.StartsWith("[From ", StringComparison.Ordinal) && text.IndexOf('\n', StringComparison.Ordinal) is > 0 and var line ? text[(line + 1)..] : text];
        return text.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith('#')).Where(line => !line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
    }

    private static string Answer(string question, List<string> earlier)
    {
        var lower = question.ToLowerInvariant();
        if (lower.Contains("summar", StringComparison.Ordinal) || lower.Contains("talked about", StringComparison.Ordinal))
            return earlier.Count == 0 ? "Nothing has been said yet." : "You said:\n\n" + string.Join('\n', earlier.Select(text => "- " + Shorten(text)));
        if (Find(question, earlier) is { } found)
            return $"You said: “{Shorten(found)}”";
        return lower.EndsWith('?') || lower.EndsWith('？')
            ? "Nothing in this conversation answers that."
            : "Noted. Ask me about it later and I will quote it.";
    }

    /// <summary>The earlier statement that shares the rarest words with the question; the newest of equals.</summary>
    private static string? Find(string question, List<string> earlier)
    {
        var wanted = Words(question);
        var statements = earlier.Where(text => !text.EndsWith('?') && !text.EndsWith('？')).Select(text => (Text: text, Words: Words(text))).ToList();
        var best = (Text: (string?)null, Score: 0.0);
        foreach (var (text, words) in statements)
        {
            var score = wanted.Where(words.Contains).Sum(word => 1.0 / statements.Count(other => other.Words.Contains(word)));
            if (score > 0 && score >= best.Score)
                best = (text, score);
        }

        return question.EndsWith('?') || question.EndsWith('？') || (wanted.Count > 0 && best.Score >= wanted.Count) ? best.Text : null;
    }

    /// <summary>Lower-case words without the commonest; scripts without spaces give pairs of characters.</summary>
    private static HashSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var word = new StringBuilder();
        foreach (var character in text.ToLowerInvariant() + " ")
        {
            if (char.IsLetterOrDigit(character))
            {
                if (char.GetUnicodeCategory(character) == UnicodeCategory.OtherLetter && word.Length > 0)
                    words.Add($"{word[^1]}{character}");
                word.Append(character);
                continue;
            }

            if (word.Length > 0 && !StopWords.Contains(word.ToString()))
                words.Add(word.ToString());
            word.Clear();
        }

        return words;
    }

    private static string Shorten(string text) => text.Length <= QuoteLength ? text : text[..(char.IsHighSurrogate(text[QuoteLength - 1]) ? QuoteLength - 1 : QuoteLength)] + "…";

    private static UsageDetails Count(List<ChatMessage> messages, string reply)
    {
        var input = messages.Sum(message => message.Text.Length) / 4;
        return new UsageDetails { InputTokenCount = input, OutputTokenCount = reply.Length / 4, TotalTokenCount = input + (reply.Length / 4) };
    }
}
