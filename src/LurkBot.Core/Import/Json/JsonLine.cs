namespace LurkBot.Import;

/// <summary>One line of a file.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Bytes">What it holds, without the line break; nothing when it is too long.</param>
/// <param name="TooLong">Whether it was passed over for its length.</param>
internal sealed record JsonLine(long Number, ReadOnlyMemory<byte> Bytes, bool TooLong)
{
    /// <summary>The longest line that is read: 64 MiB.</summary>
    public const int Longest = 64 * 1024 * 1024;

    /// <summary>Reads lines that are not empty, with at most one line in memory.</summary>
    public static IEnumerable<JsonLine> ReadAll(Stream stream, int longest = Longest)
    {
        var (buffer, filled, number) = (new byte[64 * 1024], 0, 1L);
        var tooLong = false;
        while (true)
        {
            var read = stream.Read(buffer, filled, buffer.Length - filled);
            var (start, searched) = (0, filled);
            filled += read;
            for (int end; (end = buffer.AsSpan(searched, filled - searched).IndexOf((byte)'\n')) >= 0; start = searched)
            {
                var line = buffer.AsMemory(start, searched + end - start);
                searched += end + 1;
                if (Line(number++, line, tooLong) is { } whole)
                    yield return whole;
                tooLong = false;
            }

            if (read == 0)
            {
                if (Line(number, buffer.AsMemory(start, filled - start), tooLong) is { } last)
                    yield return last;
                yield break;
            }

            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            filled -= start;
            if (filled >= longest)
                (tooLong, filled) = (true, 0);
            if (filled == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    private static JsonLine? Line(long number, ReadOnlyMemory<byte> bytes, bool tooLong) =>
        tooLong ? new JsonLine(number, default, TooLong: true) : bytes.Span.Trim(" \r\t"u8).IsEmpty ? null : new JsonLine(number, bytes, TooLong: false);
}
