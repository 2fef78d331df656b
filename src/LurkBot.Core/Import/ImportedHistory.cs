using System.Globalization;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>Collects the entries of one conversation so that each tool call has exactly one result.</summary>
/// <param name="start">The time of entries that tell none and have none before them.</param>
/// <param name="notes">Told what is assumed.</param>
internal sealed class ImportedHistory(DateTimeOffset start, ImportNotes notes)
{
    /// <summary>A session's document is written at once and must fit into memory.</summary>
    private const long LargestText = 256L * 1024 * 1024;

    private readonly List<Entry> entries = [];
    private readonly HashSet<string> usedIds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ToolCall> open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> answered = new(StringComparer.Ordinal);
    private DateTimeOffset last = start;

    private long length;

    /// <summary>How many entries there are.</summary>
    public int Count => entries.Count;

    /// <summary>Adds what was said or noted. Calls that are still open are closed by the next message.</summary>
    public void Add(Entry entry, DateTimeOffset? at)
    {
        Measure(entry.Content);
        if (entry.IsMessage)
            CloseCalls();
        entries.Add((entry is AssistantEntry assistant ? Open(assistant) : entry) with { At = Time(at) });
    }

    /// <summary>Adds a notice of the program that the conversation comes from.</summary>
    public void AddNotice(string text, string reason, DateTimeOffset? at)
    {
        notes.Add($"{reason}: kept as a notice");
        Add(new NoticeEntry { Content = text, Actor = "import", Reason = reason }, at);
    }

    /// <summary>Adds the result of a call of the newest step.</summary>
    /// <param name="callId">The id as the program gave it.</param>
    /// <param name="content">The result.</param>
    /// <param name="error">Whether the call failed.</param>
    /// <param name="at">When it came.</param>
    /// <param name="joins">Whether a second result is added to the first.</param>
    public void AddResult(string callId, string content, bool error, DateTimeOffset? at, bool joins = false)
    {
        Measure(content);
        if (open.Remove(callId, out var call))
        {
            answered[callId] = entries.Count;
            entries.Add(new ToolEntry { ToolCallId = call.Id, Name = call.Name, Content = content, Error = error, At = Time(at) });
        }
        else if (joins && answered.TryGetValue(callId, out var index))
        {
            entries[index] = entries[index] with { Content = entries[index].Content + "\n\n" + content };
            notes.Add("further results of a tool call, added to its first");
        }
        else
        {
            notes.Add(answered.ContainsKey(callId) ? "second results of a tool call, not imported" : "tool results without a call before them, not imported");
        }
    }

    /// <summary>Ends the conversation.</summary>
    public IReadOnlyList<Entry> Finish()
    {
        CloseCalls();
        return EntryNumbers.NumberAll(entries);
    }

    private void Measure(string content)
    {
        length += content.Length;
        if (length > LargestText)
            throw new LurkBotException($"A conversation has more than {LargestText} characters and was not imported.");
    }

    private AssistantEntry Open(AssistantEntry assistant)
    {
        answered.Clear();
        var calls = new List<ToolCall>();
        foreach (var call in assistant.ToolCalls)
        {
            var unique = call.Id;
            for (var i = 2; unique.Length == 0 || !usedIds.Add(unique); i++)
                unique = string.Create(CultureInfo.InvariantCulture, $"{(call.Id.Length == 0 ? "call" : call.Id)}-{usedIds.Count + i}");
            if (unique != call.Id)
                notes.Add("tool calls without an id of their own, given a new one");
            if (open.TryAdd(call.Id, call with { Id = unique }))
                calls.Add(call with { Id = unique });
            else
                notes.Add("tool calls that repeat the id of another one of the same step, not imported");
        }

        return assistant with { ToolCalls = calls };
    }

    private void CloseCalls()
    {
        foreach (var call in open.Values)
            entries.Add(new ToolEntry { ToolCallId = call.Id, Name = call.Name, Content = "The imported file holds no result of this call.", Error = true, At = last });
        notes.Add("tool calls without a result, closed with an error", open.Count);
        open.Clear();
    }

    private DateTimeOffset Time(DateTimeOffset? at)
    {
        if (at is null)
            notes.Add("entries without a time, given that of the one before");
        return last = at ?? last;
    }
}
