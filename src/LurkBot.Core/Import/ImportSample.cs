namespace LurkBot.Import;

/// <summary>How a file begins, to tell its format.</summary>
/// <param name="path">The file.</param>
/// <param name="start">Its first bytes.</param>
internal sealed class ImportSample(string path, ReadOnlyMemory<byte> start)
{
    /// <summary>How many bytes are looked at.</summary>
    public const int Size = 256 * 1024;

    private const int MostLines = 50;

    private readonly Lazy<IReadOnlyList<JsonStart>> lines = new(() => ReadLines(start));
    private readonly Lazy<JsonStart> whole = new(() => JsonStart.Read(start.Span));

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Its first bytes.</summary>
    public ReadOnlyMemory<byte> Start { get; } = start;

    /// <summary>The file as one JSON value.</summary>
    public JsonStart Whole => whole.Value;

    /// <summary>Its first lines as one JSON value each.</summary>
    public IReadOnlyList<JsonStart> Lines => lines.Value;

    /// <summary>Reads the beginning of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImportSample Of(string path)
    {
        using var stream = File.OpenRead(path);
        var bytes = new byte[Size];
        return new ImportSample(path, bytes.AsMemory(0, stream.ReadAtLeast(bytes, Size, throwOnEndOfStream: false)));
    }

    private static List<JsonStart> ReadLines(ReadOnlyMemory<byte> start)
    {
        var read = new List<JsonStart>();
        foreach (var range in start.Span.Split((byte)'\n'))
        {
            if (read.Count == MostLines)
                break;
            var line = start.Span[range].Trim(" \r\t"u8);
            if (!line.IsEmpty)
                read.Add(JsonStart.Read(line));
        }

        return read;
    }
}
