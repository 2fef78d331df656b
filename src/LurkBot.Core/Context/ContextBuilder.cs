using System.Text.Json;
using LurkBot.History;
using Microsoft.Extensions.AI;

namespace LurkBot.Context;

/// <summary>Derives what the model sees from a session's entries: pure functions.</summary>
public static class ContextBuilder
{
    /// <summary>The result that stands for a tool call whose own result was lost.</summary>
    public const string InterruptedResult = "Interrupted: the call was not finished.";

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
        return TokensPerEntry + ((entry.Content.Length + calls) / CharactersPerToken);
    }

    private static List<ChatMessage> Messages(List<Entry> entries)
    {
        var results = new Dictionary<(long Turn, string Call), ToolEntry>();
        foreach (var tool in entries.OfType<ToolEntry>())
            results.TryAdd((tool.Turn, tool.ToolCallId), tool);
        var messages = new List<ChatMessage>();
        foreach (var entry in entries)
        {
            if (entry is UserEntry && entry.Content.Length > 0)
                messages.Add(new ChatMessage(ChatRole.User, entry.Content));
            else if (entry is AssistantEntry assistant && (assistant.Content.Length > 0 || assistant.ToolCalls.Count > 0))
                AddStep(messages, assistant, results);
        }

        return messages;
    }

    private static void AddStep(List<ChatMessage> messages, AssistantEntry assistant, Dictionary<(long Turn, string Call), ToolEntry> results)
    {
        var message = new ChatMessage(ChatRole.Assistant, assistant.Content.Length == 0 ? null : assistant.Content);
        messages.Add(message);
        foreach (var call in assistant.ToolCalls)
            message.Contents.Add(new FunctionCallContent(call.Id, call.Name, ReadArguments(call.Arguments)));
        foreach (var call in assistant.ToolCalls)
        {
            var result = results.Remove((assistant.Turn, call.Id), out var tool) ? tool.Content : InterruptedResult;
            messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.Id, result)]));
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
