using System.Text;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>Our own sessions: the document in its line layout or pretty-printed, and the JSONL export.</summary>
internal sealed class LurkBotFormat : IImportFormat
{
    private const int LargestDocument = 256 * 1024 * 1024;

    public string Name => "lurkbot";

    public string Description => "LurkBot session (JSON or JSONL)";

    public bool Recognizes(ImportSample sample) =>
        (sample.Whole is { InArray: false } whole && IsKey(whole) && whole.Has("messages"))
        || (sample.Lines is [{ InArray: false } head, ..] && IsKey(head) && (head.Has("format") || head.Has("messages")));

    public IEnumerable<ImportedSession> Read(ImportSource source)
    {
        var (head, isDocument) = ReadHead(source);
        yield return head is null ? ReadForeign(source) : ReadLines(source, head, isDocument);
    }

    /// <summary>Whether an object names a session of ours.</summary>
    public static bool IsKey(JsonStart start) => start.Text("key") is { } key && SessionKey.TryParse(key, out _, out _);

    /// <summary>The head of a document in the line layout, or of the JSONL export, which is the same object closed on its line.</summary>
    private static (SessionHead? Head, bool IsDocument) ReadHead(ImportSource source)
    {
        var line = (source.Lines().FirstOrDefault()?.Bytes ?? default).Span;
        if (line.StartsWith("\uFEFF"u8))
            line = line[3..];
        line = line.TrimEnd(" \r"u8);
        if (SessionDocumentReader.ReadHead(line) is { } head)
            return (head, true);
        return line.EndsWith("}"u8) ? (SessionDocumentReader.ReadHead([.. line[..^1], .. ",\"messages\":["u8]), false) : (null, false);
    }

    private static ImportedSession ReadLines(ImportSource source, SessionHead head, bool isDocument)
    {
        var (entries, ended, number) = (new List<Entry>(), !isDocument, 0);
        foreach (var line in source.Lines().Skip(1))
        {
            number++;
            var bytes = line.Bytes.Span.Trim(" \r"u8);
            if (isDocument && bytes.StartsWith("],"u8))
                ended = true;
            else if (EntryLines.TryRead(LoneSurrogates.Replace(line.Bytes) ?? bytes) is not { } entry)
                source.Notes.AddDamage("lines that are no entry, not imported", ImportSource.Where(line));
            else if (entry.Id <= (entries.Count == 0 ? 0 : entries[^1].Id))
                source.Notes.AddDamage("entries whose id does not follow on the one before, not imported", ImportSource.Where(line));
            else
                entries.Add(entry);
        }

        if (!ended)
            source.Notes.AddDamage("The end of the document is missing", $"behind line {number + 1}");
        return Session(source, head, entries);
    }

    private static ImportedSession ReadForeign(ImportSource source)
    {
        using var stream = source.Open();
        if (stream.Length > LargestDocument)
            throw new LurkBotException($"It has more than {LargestDocument} bytes and is not in the line layout.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        bytes = LoneSurrogates.Replace(bytes) ?? bytes;
        try
        {
            var (head, entries) = SessionDocument.ReadForeign(bytes);
            using var document = JsonDocument.Parse(bytes.AsMemory(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0), EntryJson.DeepJson);
            var messages = document.RootElement.GetProperty("messages").EnumerateArray();
            source.Notes.Add("entries without a time, given that of the one before", messages.Count(message => ImportJson.Moment(ImportJson.Get(message, "at")) is null));
            if (head.CreatedAt == DateTimeOffset.UnixEpoch)
                source.Notes.Add("sessions without a time of creation");
            return Session(source, head, entries);
        }
        catch (JsonException e)
        {
            throw new LurkBotException($"It is damaged: {e.Message}", e);
        }
    }

    private static ImportedSession Session(ImportSource source, SessionHead head, IReadOnlyList<Entry> entries)
    {
        var title = head.Unknown.FirstOrDefault(field => field.Name is "title")?.Json;
        using var text = title is null ? null : ImportJson.TryParse(Encoding.UTF8.GetBytes(title), source.Notes);
        var session = new NewSession(head.Key, head.CreatedAt, WithoutGaps(entries, source.Notes)) { Id = head.Id, Unknown = head.Unknown, UnknownMetadata = head.UnknownMetadata };
        return new ImportedSession(session, text is null ? null : ImportJson.Text(text.RootElement), source.Notes);
    }

    /// <summary>Entries that were taken out leave gaps in the ids, which a new session has not.</summary>
    private static IReadOnlyList<Entry> WithoutGaps(IReadOnlyList<Entry> entries, ImportNotes notes)
    {
        if (entries.Count == 0 || entries[^1].Id == entries.Count)
            return entries;
        notes.Add("sessions whose entries were numbered anew, as some are missing");
        return EntryRenumbering.After(0, entries, 0, new Dictionary<long, long>());
    }
}
