using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>The turn of an agent whose history is plugged in, as far as the framework tells of it.</summary>
internal sealed class PluggedTurn
{
    private readonly List<long> heard = [];
    private readonly List<(string Id, string Name)> open = [];
    private long turn;

    /// <summary>Its message that no response has heard.</summary>
    public IReadOnlyList<long> Unheard { get; private set; } = [];

    /// <summary>Whether it has no end.</summary>
    public bool IsOpen => Unheard.Count + heard.Count > 0;

    /// <summary>Begins with a message, or takes it into the turn that is open.</summary>
    public void Begin(long message)
    {
        turn = message;
        Unheard = [.. Unheard, message];
    }

    /// <summary>What a run gave; without a call at the end it ends the turn.</summary>
    public IReadOnlyList<Entry> EntriesOf(IEnumerable<ChatMessage> messages, string model, DateTimeOffset now)
    {
        var entries = new List<Entry>();
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.Tool)
                entries.AddRange(ResultsOf(message.Contents.OfType<FunctionResultContent>(), now));
            else if (message.Role == ChatRole.Assistant)
                entries.Add(Hear(Response(message, model, now)));
        }

        if (open.Count > 0)
            return entries;
        if (entries is not [.., AssistantEntry])
            entries.Add(Hear(new AssistantEntry { Turn = turn, At = now, Model = model, Finish = "stop" }));
        entries[^1] = (AssistantEntry)entries[^1] with { Answers = End() };
        return entries;
    }

    /// <summary>The results of its calls.</summary>
    public IReadOnlyList<Entry> ResultsOf(IEnumerable<FunctionResultContent> results, DateTimeOffset now)
    {
        var entries = new List<Entry>();
        foreach (var result in results)
        {
            var place = open.FindIndex(call => string.Equals(call.Id, result.CallId, StringComparison.Ordinal));
            if (place < 0)
                continue;
            entries.Add(new ToolEntry { Turn = turn, At = now, ToolCallId = result.CallId, Name = open[place].Name, Content = result.Result?.ToString() ?? (result.Exception is { } error ? $"Error: {error.Message}" : ""), Error = result.Exception is not null });
            open.RemoveAt(place);
        }

        return entries;
    }

    /// <summary>How it ends when it gave nothing.</summary>
    public IReadOnlyList<Entry> EndOf(Exception? failure, SessionType type, DateTimeOffset now)
    {
        var isCancelled = failure is null or OperationCanceledException;
        var text = isCancelled ? "Cancelled by the user." : type == SessionType.Main ? $"The turn failed: {failure!.Message}" : LurkBotException.Unexplained;
        List<Entry> entries = [.. open.Select(call => new ToolEntry { Turn = turn, At = now, ToolCallId = call.Id, Name = call.Name, Content = TurnEnds.Interrupted, Error = true })];
        entries.Add(new NoticeEntry { Turn = turn, At = now, Content = text, Fate = isCancelled ? TurnFate.Cancelled : TurnFate.Failed, Heard = Unheard, Answers = [.. heard.Concat(Unheard).Order()], Actor = "lurkbot", Reason = isCancelled ? "cancelled" : "error" });
        End();
        return entries;
    }

    private AssistantEntry Response(ChatMessage message, string model, DateTimeOffset now)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().ToList();
        open.AddRange(calls.Select(call => (call.CallId, call.Name)));
        var reasoning = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(content => content.Text));
        return new AssistantEntry
        {
            Turn = turn,
            At = now,
            Content = message.Text,
            Reasoning = reasoning.Length == 0 ? null : reasoning,
            ReasoningProof = SignedReasoning.Write([.. message.Contents]),
            ToolCalls = [.. calls.Select(call => new ToolCall(call.CallId, call.Name, ToolArguments.Write(call.Arguments)))],
            Model = model,
            Finish = calls.Count == 0 ? "stop" : "tool_calls",
        };
    }

    private AssistantEntry Hear(AssistantEntry entry)
    {
        entry = entry with { Heard = Unheard };
        heard.AddRange(Unheard);
        Unheard = [];
        return entry;
    }

    private List<long> End()
    {
        List<long> all = [.. heard.Order()];
        heard.Clear();
        Unheard = [];
        open.Clear();
        return all;
    }
}
