using System.IO.Compression;

namespace LurkBot.Import;

/// <summary>An archive that an export comes in. Its names lead nowhere: parts are only found by them, and nothing is unpacked to a disk by name.</summary>
internal sealed class ImportArchive : IDisposable
{
    /// <summary>JSON never shrinks that much; a part that does was made to fill memory or time.</summary>
    private const long LargestRatio = 200;

    private const long AlwaysAllowed = 256L * 1024 * 1024;
    private const int MostEntries = 1_000_000;

    private readonly ZipArchive zip;
    private readonly Dictionary<string, ZipArchiveEntry> byName = new(StringComparer.Ordinal);

    private ImportArchive(Stream stream)
    {
        zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: false);
        if (zip.Entries.Count > MostEntries)
            throw new InvalidDataException($"It has more than {MostEntries} parts.");
        foreach (var entry in zip.Entries)
            byName.TryAdd(entry.FullName, entry);
    }

    /// <summary>The names of all parts, folders among them.</summary>
    public IReadOnlyCollection<string> Names => byName.Keys;

    /// <summary>Whether there is a part.</summary>
    /// <param name="name">Its whole name.</param>
    public bool Has(string name) => byName.ContainsKey(name);

    private static ReadOnlySpan<byte> Mark => "PK\u0003\u0004"u8;

    /// <summary>Whether a file begins as an archive does.</summary>
    public static bool Is(ReadOnlySpan<byte> start) => start.StartsWith(Mark);

    /// <summary>Opens a file when it is an archive.</summary>
    /// <returns>Null when it is none.</returns>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static ImportArchive? TryOpen(string path)
    {
        var file = File.OpenRead(path);
        try
        {
            var start = new byte[Mark.Length];
            if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !Is(start))
            {
                file.Dispose();
                return null;
            }

            file.Position = 0;
            return new ImportArchive(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a part; reading on beyond what such a part can hold throws.</summary>
    /// <param name="name">Its whole name, one of <see cref="Names"/>.</param>
    /// <param name="most">The most bytes; null for what its packed size allows.</param>
    public Stream Open(string name, long? most = null)
    {
        var entry = byName[name];
        return new LimitedStream(entry.Open(), most ?? Math.Max(AlwaysAllowed, entry.CompressedLength * LargestRatio));
    }

    /// <summary>Reads a whole part.</summary>
    /// <returns>Null when it has more bytes than that, or is damaged.</returns>
    public byte[]? TryRead(string name, int most)
    {
        try
        {
            if (byName[name].Length > most)
                return null;
            using var part = Open(name, most);
            using var bytes = new MemoryStream();
            part.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (Exception e) when (e is LurkBotException or InvalidDataException or IOException or NotSupportedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => zip.Dispose();
}
