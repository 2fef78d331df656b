using System.Buffers;
using System.Text.Json;

namespace LurkBot.Entries;

/// <summary>The lines between the head and the trailer of a session file: one entry each, a comma behind all but the last.</summary>
internal static class EntryLines
{
    /// <summary>Ids are numbers that every JSON reader can hold.</summary>
    private const long LargestId = 1L << 53;

    /// <summary>Writes entries as they follow on what is there, each line beginning with its line break.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="entries">Numbered entries.</param>
    /// <param name="first">Whether nothing is there yet.</param>
    public static void Write(IBufferWriter<byte> output, IReadOnlyList<Entry> entries, bool first)
    {
        using var json = new Utf8JsonWriter(output, EntryJson.WriterOptions);
        foreach (var entry in entries)
        {
            output.Write(first ? "\n"u8 : ",\n"u8);
            first = false;
            EntryJson.Write(json, entry);
            json.Flush();
            json.Reset();
        }
    }

    /// <summary>Reads one line, with or without the comma behind it.</summary>
    /// <returns>Null when it is no entry.</returns>
    public static Entry? TryRead(ReadOnlySpan<byte> line)
    {
        if (line.Length > 0 && line[^1] == (byte)',')
            line = line[..^1];
        try
        {
            return EntryReader.Read(line) is { Id: < LargestId } entry ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Reads only what a listing needs of one line without a comma.</summary>
    /// <returns>False when it is not plainly an entry.</returns>
    public static bool TryReadIds(ReadOnlySpan<byte> line, out long id, out long turn)
    {
        (id, turn) = (0, 0);
        try
        {
            var json = new JsonLineReader(line);
            json.Read();
            var hasRole = false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var (isId, isTurn) = (json.ValueTextEquals("id"u8), json.ValueTextEquals("turn"u8));
                hasRole |= json.ValueTextEquals("role"u8);
                json.Read();
                if (isId && !(json.TokenType == JsonTokenType.Number && json.TryGetInt64(out id)))
                    return false;
                if (isTurn && !(json.TokenType == JsonTokenType.Number && json.TryGetInt64(out turn)))
                    return false;
                json.Skip();
            }

            return hasRole && id is > 0 and < LargestId && json.TokenType == JsonTokenType.EndObject && !json.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Reads lines from the first on, as long as they are entries with growing ids: a person may have taken lines out.</summary>
    /// <param name="bytes">What stands behind the head, beginning with a line break.</param>
    /// <returns>The entries, and how many bytes they take without a comma behind the last.</returns>
    public static (List<Entry> Entries, int Sound) ReadSound(ReadOnlySpan<byte> bytes)
    {
        var (entries, position, sound) = (new List<Entry>(), 0, 0);
        while (position < bytes.Length && bytes[position] == (byte)'\n')
        {
            var line = bytes[(position + 1)..];
            var end = line.IndexOf((byte)'\n');
            line = end < 0 ? line : line[..end];
            if (TryRead(line) is not { } entry || entry.Id <= (entries.Count == 0 ? 0 : entries[^1].Id))
                break;
            entries.Add(entry);
            position += 1 + line.Length;
            sound = line[^1] == (byte)',' ? position - 1 : position;
        }

        return (entries, sound);
    }

    /// <summary>Whether an entry follows behind what could be read: then bytes in the middle are damaged, not the end torn.</summary>
    public static bool HasEntryAfter(ReadOnlySpan<byte> rest, long lastId)
    {
        foreach (var range in rest.Split((byte)'\n'))
        {
            if (TryRead(rest[range]) is { } entry && entry.Id > lastId)
                return true;
        }

        return false;
    }
}
