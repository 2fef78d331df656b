using LurkBot.Entries;
using Microsoft.Win32.SafeHandles;

namespace LurkBot.Storage;

/// <summary>The end of a sound session file: where the next entry goes, and what the trailer says.</summary>
/// <param name="Length">The file's length in bytes.</param>
/// <param name="Insert">The offset of the line break before the trailer, where an append begins.</param>
/// <param name="LastId">The newest entry's id; zero without entries.</param>
/// <param name="LastTurn">The newest entry's turn.</param>
/// <param name="Tally">What the trailer says.</param>
internal sealed record SessionTail(long Length, long Insert, long LastId, long LastTurn, SessionProjection Tally)
{
    private const int Block = 8 * 1024;

    /// <summary>Reads the end of a file.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="headLength">The length of the first line without its line break.</param>
    /// <returns>Null when the end is torn.</returns>
    public static SessionTail? Read(SafeFileHandle file, long headLength)
    {
        var length = RandomAccess.GetLength(file);
        for (long size = Block; ; size *= 4)
        {
            var start = Math.Max(headLength, length - size);
            var bytes = ReadBytes(file, start, length);
            if (bytes.Length == 0 || bytes[^1] != (byte)'\n')
                return null;
            var trailerStart = bytes.AsSpan(0, bytes.Length - 1).LastIndexOf((byte)'\n') + 1;
            var whole = start == headLength;
            if (trailerStart == 0 && !whole)
                continue;
            if (trailerStart == 0 || SessionDocumentReader.ReadTrailer(bytes.AsSpan(trailerStart)) is not { } tally)
                return null;
            var insert = start + trailerStart - 1;
            if (insert == headLength)
                return new SessionTail(length, insert, 0, 0, tally);
            var lineStart = bytes.AsSpan(0, trailerStart - 1).LastIndexOf((byte)'\n') + 1;
            if (lineStart == 0)
            {
                if (whole)
                    return null;
                continue;
            }

            // A comma before the closing bracket: somebody took the last line out.
            if (bytes[trailerStart - 2] == (byte)',')
                return null;
            return EntryLines.TryRead(bytes.AsSpan(lineStart, trailerStart - 1 - lineStart)) is { } last
                ? new SessionTail(length, insert, last.Id, last.Turn, tally)
                : null;
        }
    }

    /// <summary>Reads a range of a file; shorter when the file is.</summary>
    public static byte[] ReadBytes(SafeFileHandle file, long start, long end)
    {
        var bytes = GC.AllocateUninitializedArray<byte>((int)Math.Max(0, end - start));
        var filled = 0;
        while (filled < bytes.Length)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(filled), start + filled);
            if (read == 0)
                return bytes[..filled];
            filled += read;
        }

        return bytes;
    }
}
