namespace LurkBot.Import;

/// <summary>How a file begins, to tell its format; of an archive, how its conversations begin.</summary>
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

    /// <summary>Whether it is an archive; null parts are those of a damaged one.</summary>
    public bool IsArchive { get; private init; }

    /// <summary>The names of an archive's parts.</summary>
    public IReadOnlyCollection<string> Parts { get; private init; } = [];

    /// <summary>The file as one JSON value.</summary>
    public JsonStart Whole => whole.Value;

    /// <summary>Its first lines as one JSON value each.</summary>
    public IReadOnlyList<JsonStart> Lines => lines.Value;

    /// <summary>Reads the beginning of a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImportSample Of(string path)
    {
        using var stream = File.OpenRead(path);
        var start = Beginning(stream);
        return ImportArchive.Is(start.Span) ? OfArchive(path) : new ImportSample(path, start);
    }

    private static ImportSample OfArchive(string path)
    {
        try
        {
            using var archive = ImportArchive.TryOpen(path)!;
            var conversations = ConversationsFile.In(archive.Names).FirstOrDefault();
            using var part = conversations is null ? Stream.Null : archive.Open(conversations, most: 2 * Size);
            return new ImportSample(path, Beginning(part)) { IsArchive = true, Parts = archive.Names };
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or LurkBotException)
        {
            return new ImportSample(path, default) { IsArchive = true };
        }
    }

    private static ReadOnlyMemory<byte> Beginning(Stream stream)
    {
        var bytes = new byte[Size];
        return bytes.AsMemory(0, stream.ReadAtLeast(bytes, Size, throwOnEndOfStream: false));
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
