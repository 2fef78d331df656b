namespace LurkBot.History;

/// <summary>Reads what a listing shows of a sound session file with as few system calls as can be: open, one or two reads, close.</summary>
internal static class SessionPeek
{
    /// <summary>Enough for a head, the last entry and the trailer of most sessions.</summary>
    public const int Block = 8 * 1024;

    /// <summary>Reads the beginning and the end of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="buffer">Room for two blocks.</param>
    /// <returns>Null when that was not enough, or the file is not plainly sound: then it takes a closer look.</returns>
    public static SessionInfo? TryRead(string path, byte[] buffer)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return null;
        // Without waiting: of a pipe that somebody made here, the other end may never come.
        const int NonBlocking = 0x800;
        var descriptor = LibC.Open(path, LibC.CloseOnExecute | NonBlocking, 0);
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
        return entryStart > 0 && SessionLines.TryReadIds(line, out var id, out var turn) ? tally.ToInfo(head, id, turn) : null;
    }
}
