using System.IO.Compression;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Interop;

namespace LurkBot.Storage;

/// <summary>
/// A session's document as gzip (RFC 1952) of three members: the head, the entries but the last, and the last entry with the
/// trailer. Any gzip tool unpacks them to the document; a listing reads only the first and the last.
/// </summary>
internal static class ArchiveFile
{
    private const int TailBytes = 64 * 1024;
    private const int LargestTail = 256 * 1024 * 1024;

    private static ReadOnlySpan<byte> GzipStart => [0x1F, 0x8B, 0x08];

    /// <summary>Packs a document.</summary>
    /// <param name="document">A sound document in the line layout.</param>
    /// <param name="output">Where to.</param>
    public static void Pack(ReadOnlyMemory<byte> document, Stream output)
    {
        var bytes = document.Span;
        var head = bytes.IndexOf((byte)'\n') + 1;
        var trailer = bytes[..^1].LastIndexOf((byte)'\n');
        var last = trailer < head ? head : Math.Max(head, bytes[..trailer].LastIndexOf((byte)'\n') + 1);
        foreach (var part in (ReadOnlyMemory<byte>[])[document[..head], document[head..last], document[last..]])
        {
            using var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
            gzip.Write(part.Span);
        }
    }

    /// <summary>Packs a document piece by piece.</summary>
    /// <param name="document">A sound document in the line layout, which can be sought in.</param>
    /// <param name="output">Where to.</param>
    public static void Pack(Stream document, Stream output)
    {
        var (head, last) = (LineEnd(document, 0), document.Length);
        // The last line break ends the trailer, the one before it the last entry, the third the entry before that.
        for (var lines = 0; lines < 2 && last > head; lines++)
            last = Math.Max(head, LineStart(document, last - 1));
        var position = 0L;
        foreach (var end in (long[])[head, last, document.Length])
        {
            using var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
            document.Position = position;
            var buffer = new byte[TailBytes];
            for (int read; position < end && (read = document.Read(buffer, 0, (int)Math.Min(buffer.Length, end - position))) > 0; position += read)
                gzip.Write(buffer, 0, read);
        }
    }

    /// <summary>Where the line after a position begins.</summary>
    private static long LineEnd(Stream document, long position)
    {
        var buffer = new byte[TailBytes];
        document.Position = position;
        for (int read; (read = document.Read(buffer)) > 0; position += read)
        {
            if (buffer.AsSpan(0, read).IndexOf((byte)'\n') is >= 0 and var found)
                return position + found + 1;
        }

        return position;
    }

    /// <summary>Where the line begins whose line break is at a position.</summary>
    private static long LineStart(Stream document, long position)
    {
        var buffer = new byte[TailBytes];
        while (position > 0)
        {
            var size = (int)Math.Min(buffer.Length, position);
            position -= size;
            document.Position = position;
            document.ReadExactly(buffer, 0, size);
            if (buffer.AsSpan(0, size).LastIndexOf((byte)'\n') is >= 0 and var found)
                return position + found + 1;
        }

        return 0;
    }

    /// <summary>Unpacks the whole document and looks through it: of a file with a damaged member the rest looks like an end.</summary>
    /// <exception cref="SessionDamagedException">It is damaged.</exception>
    public static byte[] UnpackSound(string path)
    {
        try
        {
            var document = Unpack(path);
            return SessionCheck.Look(document).IsWhole ? document : throw new InvalidDataException("It ends in the middle.");
        }
        catch (InvalidDataException e)
        {
            throw new SessionDamagedException($"{path} is damaged and was left untouched: {e.Message} Mend it with: lurkbot sessions repair", e);
        }
    }

    /// <summary>Unpacks what is there.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static byte[] Unpack(string path)
    {
        using var file = RegularFile.Open(path);
        using var gzip = new BoundedUnpacking(file);
        using var document = new MemoryStream();
        gzip.CopyTo(document);
        return document.ToArray();
    }

    /// <summary>Unpacks as much of a damaged file as can be.</summary>
    public static byte[] UnpackWhatCanBe(string path)
    {
        using var file = RegularFile.Open(path);
        using var gzip = new BoundedUnpacking(file);
        using var document = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            for (int read; (read = gzip.Read(buffer)) > 0;)
                document.Write(buffer, 0, read);
        }
        catch (InvalidDataException)
        {
            // Here the damage begins.
        }

        return document.ToArray();
    }

    /// <summary>What a listing shows of it.</summary>
    /// <exception cref="SessionDamagedException">It is no archived session.</exception>
    public static SessionInfo ReadInfo(string path)
    {
        try
        {
            var tail = ReadTail(path) ?? Unpack(path);
            var trailerStart = tail.AsSpan()[..^1].LastIndexOf((byte)'\n') + 1;
            var entryStart = trailerStart == 0 ? 0 : tail.AsSpan(0, trailerStart - 1).LastIndexOf((byte)'\n') + 1;
            if (SessionDocumentReader.ReadHead(ReadHead(path)) is not { } head || SessionDocumentReader.ReadTrailer(tail.AsSpan(trailerStart)) is not { } tally)
                throw new InvalidDataException("It is no session document.");
            var last = trailerStart == 0 ? null : EntryLines.TryRead(tail.AsSpan(entryStart, trailerStart - 1 - entryStart));
            return tally.ToInfo(head, last?.Id ?? 0, last?.Turn ?? 0);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or JsonException)
        {
            throw new SessionDamagedException($"{path} is damaged and was left untouched: {e.Message}", e);
        }
    }

    private static byte[] ReadHead(string path)
    {
        using var file = RegularFile.Open(path);
        using var gzip = new BoundedUnpacking(file);
        using var reader = new BufferedStream(gzip);
        var head = new List<byte>();
        for (int value; (value = reader.ReadByte()) >= 0 && value != '\n';)
            head.Add((byte)value);
        return [.. head];
    }

    /// <summary>The last member, looked for from the end; null when it is not near it.</summary>
    private static byte[]? ReadTail(string path)
    {
        using var file = RegularFile.Open(path);
        file.Position = Math.Max(0, file.Length - TailBytes);
        var bytes = new byte[file.Length - file.Position];
        file.ReadExactly(bytes);
        for (var start = bytes.AsSpan().LastIndexOf(GzipStart); start >= 0; start = bytes.AsSpan(0, start).LastIndexOf(GzipStart))
        {
            if (TryUnpack(bytes.AsMemory(start)) is [.., (byte)'\n'] tail && tail.AsSpan().IndexOf("],\"updated_at\""u8) >= 0)
                return tail;
        }

        return null;
    }

    private static byte[]? TryUnpack(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
            using var result = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int read; (read = gzip.Read(buffer)) > 0;)
            {
                result.Write(buffer, 0, read);
                if (result.Length > LargestTail)
                    return null;
            }

            return result.ToArray();
        }
        catch (InvalidDataException)
        {
            // The three bytes stood inside compressed data.
            return null;
        }
    }
}
