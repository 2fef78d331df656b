using System.Globalization;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>
/// The attached files of what is being imported. Their bytes wait in a temporary file, or stay where they are, so that a session with thousands of
/// images needs no more memory than one of them.
/// </summary>
internal sealed class ImportedFiles : IDisposable
{
    /// <summary>The most bytes of one file: as for a file that comes with a message.</summary>
    public const int Largest = FileContent.LargestImage;

    /// <summary>The most bytes of all files of a conversation; a small archive can hold far more than a disk.</summary>
    private const long LargestSum = 4L * 1024 * 1024 * 1024;

    /// <summary>Types that bytes tell by themselves: what is only said to be one would make a model's provider refuse the conversation.</summary>
    private static readonly string[] MustTell = [FileType.Text, "image/png", "image/jpeg", "image/gif", "image/webp"];

    private readonly Dictionary<string, ImportedFile> files = new(StringComparer.Ordinal);
    private FileStream? spool;
    private long sum;
    private int unnamed;

    /// <summary>Forgets the files of the conversation before.</summary>
    public void Clear()
    {
        files.Clear();
        spool?.SetLength(0);
        (sum, unnamed) = (0, 0);
    }

    /// <summary>Keeps bytes.</summary>
    /// <param name="name">The file's name; null when it has none.</param>
    /// <param name="type">What it is said to be; its bytes decide where they tell it.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="notes">Told when they are not kept.</param>
    /// <param name="where">The message.</param>
    /// <returns>What the message says of it; without a blob when the bytes are not kept.</returns>
    public Attachment Keep(string? name, string? type, ReadOnlyMemory<byte> bytes, ImportNotes notes, string where)
    {
        var attachment = Describe(name, type, bytes.Span);
        if (Problem(attachment) is { } problem)
        {
            notes.Skip(problem, where);
            return attachment;
        }

        var hash = BlobHash.Of(bytes.Span);
        if (!files.ContainsKey(hash))
        {
            spool ??= TemporaryFile.Create();
            var (start, length) = (spool.Length, bytes.Length);
            spool.Position = start;
            spool.Write(bytes.Span);
            Add(hash, new ImportedFile(length, () => ReadSpool(start, length)));
        }

        return attachment with { Blob = hash };
    }

    /// <summary>Keeps a file that stands beside the imported one; its bytes stay there until the session is stored.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="type">What it is said to be.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="notes">Told when it is not kept.</param>
    /// <param name="where">The message.</param>
    public Attachment KeepFile(string name, string? type, string path, ImportNotes notes, string where)
    {
        try
        {
            var info = new FileInfo(path);
            if (info.Length > Largest)
            {
                notes.Skip(TooLarge, where);
                return new Attachment(AttachedName.Of(name), type ?? "", info.Length, "");
            }

            var bytes = File.ReadAllBytes(path);
            var attachment = Describe(name, type, bytes);
            if (Problem(attachment) is { } problem)
            {
                notes.Skip(problem, where);
                return attachment;
            }

            var hash = BlobHash.Of(bytes);
            if (!files.ContainsKey(hash))
                Add(hash, new ImportedFile(bytes.Length, () => File.ReadAllBytes(path)));
            return attachment with { Blob = hash };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            notes.Skip(NotThere, where);
            return new Attachment(AttachedName.Of(name), type ?? "", 0, "");
        }
    }

    /// <summary>A file whose bytes the export does not hold: the message names it.</summary>
    public static Attachment NameOnly(string? name, string? type, long size, ImportNotes notes, string where)
    {
        notes.Skip(NotThere, where);
        return new Attachment(AttachedName.Of(name ?? "file"), type ?? "", Math.Max(0, size), "");
    }

    /// <summary>The bytes that entries speak of, by the names of their blobs.</summary>
    public IReadOnlyDictionary<string, Func<ReadOnlyMemory<byte>>> Of(IEnumerable<Entry> entries)
    {
        var found = new Dictionary<string, Func<ReadOnlyMemory<byte>>>(StringComparer.Ordinal);
        foreach (var hash in entries.SelectMany(BlobHash.In))
        {
            if (files.TryGetValue(hash, out var file))
                found[hash] = file.Read;
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => spool?.Dispose();

    private const string NotThere = "attached files that the export does not hold, only named";

    private const string TooLarge = "attached files of more than 20 MB, only named";

    private Attachment Describe(string? name, string? type, ReadOnlySpan<byte> bytes)
    {
        var told = FileType.Of(bytes) ?? (string.IsNullOrEmpty(type) || MustTell.Contains(type, StringComparer.OrdinalIgnoreCase) ? "application/octet-stream" : type);
        return new Attachment(AttachedName.Of(name ?? string.Create(CultureInfo.InvariantCulture, $"{(told.StartsWith("image/", StringComparison.Ordinal) ? "image" : "file")}-{++unnamed}{AttachedName.Extension(told)}")), told, bytes.Length, "");
    }

    private string? Problem(Attachment attachment) => attachment.Size switch
    {
        0 => "attached files that are empty, only named",
        > Largest => TooLarge,
        > FileContent.LargestText when attachment.MediaType == FileType.Text => "attached texts of more than 256 KB, only named",
        var size when size > LargestSum - sum => "attached files beyond 4 GB in one conversation, only named",
        _ => null,
    };

    private void Add(string hash, ImportedFile file)
    {
        files[hash] = file;
        sum += file.Size;
    }

    private ReadOnlyMemory<byte> ReadSpool(long start, int length)
    {
        var bytes = new byte[length];
        spool!.Position = start;
        spool.ReadExactly(bytes);
        return bytes;
    }
}
