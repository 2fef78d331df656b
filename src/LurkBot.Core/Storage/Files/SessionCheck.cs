using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Storage;

/// <summary>What a look at a session's whole document finds: layout, entries, ids, and whether the trailer says what the entries say.</summary>
/// <param name="Head">Its first line; null when that cannot be read.</param>
/// <param name="Entries">The sound entries from the first on.</param>
/// <param name="Problems">One sentence for each.</param>
internal sealed record SessionCheck(SessionHead? Head, IReadOnlyList<Entry> Entries, IReadOnlyList<string> Problems)
{
    /// <summary>Whether it can be read from its beginning to its end; a person may have taken entries out.</summary>
    public bool IsWhole { get; private init; }

    /// <summary>Looks at a document.</summary>
    /// <param name="document">The whole file.</param>
    /// <returns>What was found; a document of another program has no ids and no trailer that could be wrong.</returns>
    public static SessionCheck Look(ReadOnlyMemory<byte> document)
    {
        var bytes = document.Span;
        var headEnd = bytes.IndexOf((byte)'\n');
        SessionHead? head;
        try
        {
            head = headEnd < 0 ? null : SessionDocumentReader.ReadHead(bytes[..headEnd]);
        }
        catch (LurkBotException e)
        {
            return new SessionCheck(null, [], [e.Message]);
        }

        if (head is null)
            return LookForeign(document);
        var problems = new List<string>();
        var body = bytes[headEnd..];
        var (entries, sound) = EntryLines.ReadSound(body);
        var lastId = 0L;
        foreach (var entry in entries)
        {
            if (entry.Id != lastId + 1)
                problems.Add(entry.Id == lastId + 2 ? $"Entry {lastId + 1} is missing." : $"Entries {lastId + 1} to {entry.Id - 1} are missing.");
            lastId = entry.Id;
        }

        var rest = body[sound..];
        var isWhole = rest.Length >= 2 && rest[0] == (byte)'\n' && SessionDocumentReader.ReadTrailer(rest[1..]) is not null;
        if (rest.Length < 2 || rest[0] != (byte)'\n' || SessionDocumentReader.ReadTrailer(rest[1..]) is not { } trailer)
            problems.Add(EntryLines.HasEntryAfter(rest, lastId) ? $"What follows entry {lastId} is damaged." : $"The end behind entry {lastId} is torn.");
        else if (!trailer.Matches(SessionProjection.Of(head.CreatedAt, entries), entries))
            problems.Add("The last line does not sum up the entries.");
        return new SessionCheck(head, entries, problems) { IsWhole = isWhole };
    }

    private static SessionCheck LookForeign(ReadOnlyMemory<byte> document)
    {
        try
        {
            var (head, entries) = SessionDocument.ReadForeign(document);
            return new SessionCheck(head, entries, []) { IsWhole = true };
        }
        catch (JsonException e)
        {
            return new SessionCheck(null, [], [$"It is no session document: {e.Message}"]);
        }
    }
}
