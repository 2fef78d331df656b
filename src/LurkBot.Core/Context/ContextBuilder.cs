using System.Text.Json;
using LurkBot.History;
using Microsoft.Extensions.AI;

namespace LurkBot.Context;

/// <summary>Derives what the model sees from a session's entries: pure functions.</summary>
public static class ContextBuilder
{
    /// <summary>The result that stands for a tool call whose own result was lost.</summary>
    public const string InterruptedResult = "Interrupted: the call was not finished.";

    /// <summary>Marks a result as an error for the providers that have a place for that; they see only the result's text.</summary>
    private static readonly LurkBotException ToolFailure = new("The tool failed.");

    private const string Beginning = "(The conversation begins here.)";
    private const string NoOutput = "(no output)";
    private const int CharactersPerToken = 3;
    private const int TokensPerEntry = 8;

    /// <summary>The newest whole turns that fit, as messages; the newest turn is always there.</summary>
    /// <param name="entries">Entries in the order of their ids.</param>
    /// <param name="maximumTokens">The budget, in estimated tokens.</param>
    /// <returns>Messages in which every tool call has exactly one result.</returns>
    public static IReadOnlyList<ChatMessage> Build(IReadOnlyList<Entry> entries, int maximumTokens)
    {
        var kept = new List<Entry>();
        var tokens = 0L;
        foreach (var turn in EffectiveHistory.Visible(entries).GroupBy(entry => entry.Turn).Reverse())
        {
            tokens += turn.Sum(EstimateTokens);
            if (kept.Count > 0 && tokens > maximumTokens)
                break;
            kept.InsertRange(0, turn);
        }

        return Messages(kept);
    }

    /// <summary>A cautious estimate of an entry's tokens.</summary>
    /// <param name="entry">The entry.</param>
    /// <returns>At least one token for each three characters.</returns>
    public static long EstimateTokens(Entry entry)
    {
        var calls = entry is AssistantEntry assistant ? assistant.ToolCalls.Sum(call => call.Arguments.Length + call.Name.Length) : 0;
        return TokensPerEntry + ((entry.Content.Length + calls) / CharactersPerToken) + AttachedContents.EstimateTokens(entry);
    }

    private static List<ChatMessage> Messages(List<Entry> entries)
    {
        var results = new Dictionary<(long Turn, string Call), ToolEntry>();
        foreach (var tool in entries.OfType<ToolEntry>())
            results.TryAdd((tool.Turn, tool.ToolCallId), tool);
        var (messages, names) = (new List<ChatMessage>(), new CallNames());
        foreach (var entry in entries)
        {
            if (entry is UserEntry user && AttachedContents.Of(user) is { Count: > 0 } contents)
                messages.Add(new ChatMessage(ChatRole.User, contents));
            else if (entry is AssistantEntry assistant && (!string.IsNullOrWhiteSpace(assistant.Content) || assistant.ToolCalls.Count > 0))
                AddStep(messages, assistant, results, names);
        }

        // Some providers want to hear a person first; an imported conversation may begin with a greeting.
        if (messages.Count > 0 && messages[0].Role != ChatRole.User)
            messages.Insert(0, new ChatMessage(ChatRole.User, Beginning));
        return messages;
    }

    private static void AddStep(List<ChatMessage> messages, AssistantEntry assistant, Dictionary<(long Turn, string Call), ToolEntry> results, CallNames names)
    {
        var message = new ChatMessage(ChatRole.Assistant, string.IsNullOrWhiteSpace(assistant.Content) ? null : assistant.Content);
        messages.Add(message);
        if (assistant.ToolCalls.Count == 0)
            return;
        foreach (var thought in SignedReasoning.Of(assistant).Reverse())
            message.Contents.Insert(0, thought);
        var ids = assistant.ToolCalls.Select((call, index) => names.Id(call.Id, assistant.Id, index)).ToList();
        for (var i = 0; i < ids.Count; i++)
            message.Contents.Add(new FunctionCallContent(ids[i], CallNames.Name(assistant.ToolCalls[i].Name), ReadArguments(assistant.ToolCalls[i].Arguments) ?? []));

        // All results of a step go back together, in the order of its calls.
        var answer = new ChatMessage(ChatRole.Tool, []);
        messages.Add(answer);
        for (var i = 0; i < ids.Count; i++)
        {
            var (result, failed) = results.Remove((assistant.Turn, assistant.ToolCalls[i].Id), out var tool) ? (tool.Content, tool.Error) : (InterruptedResult, true);
            answer.Contents.Add(new FunctionResultContent(ids[i], string.IsNullOrWhiteSpace(result) ? NoOutput : result) { Exception = failed ? ToolFailure : null });
        }
    }

    private static Dictionary<string, object?>? ReadArguments(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => (object?)field.Value.Clone(), StringComparer.Ordinal)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
