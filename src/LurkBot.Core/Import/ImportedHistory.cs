using System.Globalization;
using LurkBot.Entries;
using LurkBot.Sessions;

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

    /// <summary>Told what is assumed.</summary>
    public ImportNotes Notes { get; set; } = notes;

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
        Notes.Add($"{reason}: kept as a notice");
        Add(new NoticeEntry { Content = text, Actor = "import", Reason = reason }, at);
    }

    /// <summary>Notes that what follows is another branch of a session with the same beginning.</summary>
    public void AddFork(SessionKey original) => entries.Add(ImportedFork.Entry(original, entries.Count, last));

    /// <summary>Adds the result of a call of the newest step.</summary>
    /// <param name="callId">The id as the program gave it.</param>
    /// <param name="content">The result.</param>
    /// <param name="error">Whether the call failed.</param>
    /// <param name="at">When it came.</param>
    /// <param name="joins">Whether a second result is added to the first.</param>
    /// <param name="files">Files that it brought; a result has room for one.</param>
    public void AddResult(string callId, string content, bool error, DateTimeOffset? at, bool joins = false, IReadOnlyList<Attachment>? files = null)
    {
        Measure(content);
        if (open.Remove(callId, out var call))
        {
            answered[callId] = entries.Count;
            entries.Add(new ToolEntry { ToolCallId = call.Id, Name = call.Name, Content = content, Error = error, At = Time(at), Blob = BlobOf(files, null, callId) });
        }
        else if (joins && answered.TryGetValue(callId, out var index))
        {
            var first = (ToolEntry)entries[index];
            entries[index] = first with { Content = content.Length == 0 ? first.Content : first.Content + "\n\n" + content, Blob = BlobOf(files, first.Blob, callId) };
            Notes.Add("further results of a tool call, added to its first");
        }
        else
        {
            Notes.Skip(answered.ContainsKey(callId) ? "second results of a tool call, not imported" : "tool results without a call before them, not imported", callId.Length == 0 ? "without an id" : callId);
        }
    }

    /// <summary>Ends the conversation.</summary>
    public IReadOnlyList<Entry> Finish()
    {
        CloseCalls();
        return EntryNumbers.NumberAll(entries);
    }

    private string? BlobOf(IReadOnlyList<Attachment>? files, string? known, string callId)
    {
        foreach (var file in files ?? [])
        {
            if (file.Blob.Length > 0 && known is not null && known != file.Blob)
                Notes.Skip("further files of a tool result, not imported", callId);
            known ??= file.Blob.Length > 0 ? file.Blob : null;
        }

        return known;
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
                Notes.Add("tool calls without an id of their own, given a new one");
            if (open.TryAdd(call.Id, call with { Id = unique }))
                calls.Add(call with { Id = unique });
            else
                Notes.Skip("tool calls that repeat the id of another one of the same step, not imported", call.Id);
        }

        return assistant with { ToolCalls = calls };
    }

    private void CloseCalls()
    {
        foreach (var call in open.Values)
            entries.Add(new ToolEntry { ToolCallId = call.Id, Name = call.Name, Content = "The imported file holds no result of this call.", Error = true, At = last });
        Notes.Add("tool calls without a result, closed with an error", open.Count);
        open.Clear();
    }

    private DateTimeOffset Time(DateTimeOffset? at)
    {
        if (at is null)
            Notes.Add("entries without a time, given that of the one before");
        return last = at ?? last;
    }
}
