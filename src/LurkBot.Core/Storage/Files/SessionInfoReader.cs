using System.Buffers.Text;
using System.Text;
using LurkBot.Entries;
using LurkBot.Interop;

namespace LurkBot.Storage;

/// <summary>Reads what a listing shows of a sound session file with as few system calls as can be: open, one or two reads, close.</summary>
internal static class SessionInfoReader
{
    /// <summary>Enough for a head, the last entry and the trailer of most sessions.</summary>
    public const int Block = 8 * 1024;

    private const int LongestName = 1024;

    /// <summary>Reads the beginning and the end of a file.</summary>
    /// <param name="folder">An open folder.</param>
    /// <param name="name">A file in it.</param>
    /// <param name="buffer">Room for two blocks.</param>
    /// <returns>Null when that was not enough, or the file is not plainly sound: then it takes a closer look.</returns>
    public static SessionInfo? TryRead(int folder, string name, byte[] buffer)
    {
        // Without waiting: of a pipe that somebody made here, the other end may never come.
        const int NonBlocking = 0x800;
        Span<byte> path = stackalloc byte[LongestName];
        if (!Environment.Is64BitProcess || !Encoding.UTF8.TryGetBytes(name, path[..^1], out var nameLength))
            return null;
        path[nameLength] = 0;
        var descriptor = LibC.OpenAt(folder, path, LibC.CloseOnExecute | NonBlocking);
        if (descriptor < 0)
            return null;
        try
        {
            var first = LibC.Read(descriptor, buffer.AsSpan(0, Block), 0);
            if (first <= 0)
                return null;
            if (first < Block)
                return Parse(buffer.AsSpan(0, first), buffer.AsSpan(0, first));
            var length = LibC.Length(descriptor);
            var last = LibC.Read(descriptor, buffer.AsSpan(Block), Math.Max(0, length - Block));
            return last <= 0 ? null : Parse(buffer.AsSpan(0, Block), buffer.AsSpan(Block, last));
        }
        catch (LurkBotException)
        {
            // A newer format: the closer look says so.
            return null;
        }
        finally
        {
            _ = LibC.Close(descriptor);
        }
    }

    private static SessionInfo? Parse(ReadOnlySpan<byte> beginning, ReadOnlySpan<byte> end)
    {
        var headEnd = beginning.IndexOf((byte)'\n');
        if (headEnd < 0 || end.Length < 2 || end[^1] != (byte)'\n')
            return null;
        var trailerStart = end[..^1].LastIndexOf((byte)'\n') + 1;
        if (trailerStart < 2 || SessionDocumentReader.ReadTrailer(end[trailerStart..]) is not { } tally || SessionDocumentReader.ReadHead(beginning[..headEnd]) is not { } head)
            return null;
        var entryStart = end[..(trailerStart - 1)].LastIndexOf((byte)'\n') + 1;
        if (beginning.Length < Block && trailerStart - 1 == headEnd)
            return tally.ToInfo(head, 0, 0);
        var line = end[entryStart..(trailerStart - 1)];
        return entryStart > 0 && (TryReadIds(line, out var id, out var turn) || EntryLines.TryReadIds(line, out id, out turn)) ? tally.ToInfo(head, id, turn) : null;
    }

    /// <summary>Reads id and turn where we write them ourselves; what follows in the line is not looked at.</summary>
    private static bool TryReadIds(ReadOnlySpan<byte> line, out long id, out long turn)
    {
        const int TimeLength = 24;
        var idStart = "{\"id\":"u8;
        var at = ",\"at\":\""u8;
        var turnStart = "\",\"turn\":"u8;
        (id, turn) = (0, 0);
        if (!line.StartsWith(idStart) || line[^1] != (byte)'}' || !Utf8Parser.TryParse(line[idStart.Length..], out id, out var length) || id <= 0)
            return false;

        var rest = line[(idStart.Length + length)..];
        if (rest.Length < at.Length + TimeLength || !rest.StartsWith(at))
            return false;
        rest = rest[(at.Length + TimeLength)..];
        return rest.StartsWith(turnStart) && Utf8Parser.TryParse(rest[turnStart.Length..], out turn, out length) && rest[turnStart.Length + length] == (byte)',';
    }
}
