using System.Text;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Gets out of a damaged document all entries that can still be read.</summary>
internal static class SessionSalvage
{
    /// <summary>Reads line by line, and where there are no lines, message by message.</summary>
    /// <param name="document">The damaged file.</param>
    /// <returns>Entries with growing ids, in their order; and how many lines could not be read.</returns>
    public static (IReadOnlyList<Entry> Entries, int Lost) Read(ReadOnlySpan<byte> document)
    {
        var (entries, lost) = (new List<Entry>(), 0);
        foreach (var range in document.Split((byte)'\n'))
        {
            var line = document[range];
            if (EntryLines.TryRead(line) is { Id: > 0 } entry && entry.Id > (entries.Count == 0 ? 0 : entries[^1].Id))
                entries.Add(entry);
            else if (!line.IsEmpty && !line.StartsWith("{\"key\""u8) && !line.StartsWith("],\"updated_at\""u8))
                lost++;
        }

        return entries.Count > 0 ? (entries, lost) : (ReadMessages(document), 1);
    }

    /// <summary>Puts a tombstone in the place of each entry that is missing, so that ids are consecutive again.</summary>
    /// <param name="entries">Entries with growing ids.</param>
    /// <param name="change">Who repairs, and why.</param>
    /// <param name="time">The clock.</param>
    public static IReadOnlyList<Entry> WithoutGaps(IReadOnlyList<Entry> entries, SessionChange change, TimeProvider time)
    {
        const int LargestGap = 100_000;
        var (whole, id, turn) = (new List<Entry>(entries.Count), 0L, 0L);
        foreach (var entry in entries)
        {
            for (var missing = id + 1; missing < entry.Id && entry.Id - id <= LargestGap; missing++)
                whole.Add(new TombstoneEntry { Id = missing, Turn = turn, At = time.GetUtcNow(), Actor = change.Actor, Reason = "lost: " + change.Reason });
            (id, turn) = (entry.Id, entry.Turn);
            whole.Add(entry);
        }

        return whole;
    }

    private static List<Entry> ReadMessages(ReadOnlySpan<byte> document)
    {
        var entries = new List<Entry>();
        var start = document.IndexOf("\"messages\""u8);
        var array = start < 0 ? -1 : document[start..].IndexOf((byte)'[');
        if (array < 0)
            return entries;
        var json = new JsonLineReader(document[(start + array)..]);
        try
        {
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.StartObject)
            {
                var entry = EntryReader.Read(Encoding.UTF8.GetBytes(json.GetRawText()));
                var turn = entry is UserEntry || entries.Count == 0 ? entries.Count + 1 : entries[^1].Turn;
                entries.Add(entry with { Id = entries.Count + 1, Turn = turn });
            }
        }
        catch (JsonException)
        {
            // Here the damage begins.
        }

        return entries;
    }
}
