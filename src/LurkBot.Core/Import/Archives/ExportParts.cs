using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>Files that come with an export: in its archive, or beside it in its folder.</summary>
/// <param name="source">The file that is imported.</param>
/// <param name="archive">Its archive; null when it stands in a folder.</param>
internal sealed class ExportParts(ImportSource source, ImportArchive? archive)
{
    private const int MostKeys = 16;

    /// <summary>What an unpacked export has beside its conversations.</summary>
    private static readonly string[] ExportMarks = ["user.json", "users.json", "chat.html"];

    /// <summary>The files by each id that their name can mean; made when one is looked for.</summary>
    private readonly Lazy<Dictionary<string, string>> byId = new(() => Index(Names(source, archive)));

    /// <summary>Finds a file by the id that its name begins with, as in <c>file-abc123-photo.png</c>, or is.</summary>
    /// <param name="id">The id.</param>
    /// <param name="name">The file's name for people; null for that of the part.</param>
    /// <param name="type">What it is said to be.</param>
    /// <param name="size">How many bytes it is said to have.</param>
    /// <param name="notes">Told when it is not there.</param>
    /// <param name="where">The message.</param>
    public Attachment Find(string id, string? name, string? type, long size, ImportNotes notes, string where)
    {
        if (id.Length == 0 || !byId.Value.TryGetValue(id, out var full))
            return ImportedFiles.NameOnly(name, type, size, notes, where);
        if (archive is null)
            return source.Files.KeepFile(name ?? Path.GetFileName(full), type, full, notes, where);
        return archive.TryRead(full, ImportedFiles.Largest) is { } bytes
            ? source.Files.Keep(name ?? full, type, bytes, notes, where)
            : ImportedFiles.NameOnly(name ?? full, type, size, notes, where);
    }

    /// <summary>By whole names, by beginnings of names up to a mark, and by the folder that a file stands in.</summary>
    private static Dictionary<string, string> Index(IEnumerable<string> names)
    {
        var index = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var full in names)
        {
            var parts = full.Split('/', '\\');
            var last = parts[^1];
            index.TryAdd(last, full);
            if (parts.Length > 1)
                index.TryAdd(parts[^2], full);
            for (var (i, keys) = (1, 0); i < last.Length && keys < MostKeys; i++)
            {
                if (!char.IsAsciiLetterOrDigit(last[i]) && ++keys > 0)
                    index.TryAdd(last[..i], full);
            }
        }

        return index;
    }

    private static IReadOnlyList<string> Names(ImportSource source, ImportArchive? archive)
    {
        if (archive is not null)
            return [.. archive.Names.Where(name => !name.EndsWith('/'))];
        var problems = new List<(string, string)>();
        var folder = Path.GetDirectoryName(Path.GetFullPath(source.Path))!;
        // A file in a folder full of other things is no unpacked export.
        return IsExport(folder) ? [.. ImportFiles.Find([folder], problems).Select(file => file.Path)] : [];
    }

    private static bool IsExport(string folder) => ExportMarks.Any(name => File.Exists(Path.Combine(folder, name)));
}
