using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>The files of a Slack export, in its archive or folder.</summary>
internal sealed class SlackParts
{
    private readonly ImportSource source;
    private readonly ImportArchive? archive;
    private readonly string root;
    private readonly ILookup<string, string> days;

    /// <param name="source">The archive, or a list of chats in an unpacked export.</param>
    /// <param name="archive">The archive; null in a folder.</param>
    public SlackParts(ImportSource source, ImportArchive? archive)
    {
        (this.source, this.archive) = (source, archive);
        root = archive is null ? Path.GetDirectoryName(Path.GetFullPath(source.Path))! : RootOf(archive.Names) ?? "";
        IReadOnlyList<string> names = archive is null ? [] : [.. archive.Names];
        days = names.Where(name => name.StartsWith(root, StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal)).Select(name => name[root.Length..].Split('/')).Where(path => path.Length == 2).ToLookup(path => path[0], path => path[1], StringComparer.Ordinal);
        Lists = archive is null ? [Path.GetFileName(source.Path)] : [.. SlackFolder.Lists.Where(list => archive.Has(root + list))];
    }

    /// <summary>The lists of chats that are read.</summary>
    public IReadOnlyList<string> Lists { get; }

    /// <summary>Where in an archive an export stands.</summary>
    /// <param name="names">The names of the archive's parts.</param>
    /// <returns>The beginning of the names; null when there is no export.</returns>
    public static string? RootOf(IReadOnlyCollection<string> names)
    {
        foreach (var users in names.Where(name => name is SlackFolder.Users || name.EndsWith("/" + SlackFolder.Users, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var start = users[..^SlackFolder.Users.Length];
            if (SlackFolder.Lists.Any(list => names.Contains(start + list, StringComparer.Ordinal)))
                return start;
        }

        return null;
    }

    /// <summary>Opens a file of the export's own folder.</summary>
    /// <returns>Null when there is none.</returns>
    public Stream? Open(string name)
    {
        if (archive is not null)
            return archive.Has(root + name) ? archive.Open(root + name) : null;
        return BesideFile.Find(root, name) is { } path ? File.OpenRead(path) : null;
    }

    /// <summary>The files of a chat's days, in order.</summary>
    /// <param name="folder">The chat's folder, as the export names it; one that leads elsewhere has none.</param>
    public IEnumerable<(string Name, Stream Content)> Days(string folder)
    {
        if (archive is not null)
        {
            foreach (var day in days[folder].Order(StringComparer.Ordinal))
                yield return ($"{folder}/{day}", archive.Open($"{root}{folder}/{day}"));
            yield break;
        }

        if (folder.Length == 0 || folder.AsSpan().ContainsAny('/', '\\') || folder is "." or ".." || !Directory.Exists(Path.Combine(root, folder)))
            yield break;
        foreach (var path in Directory.EnumerateFiles(Path.Combine(root, folder), "*.json").Order(StringComparer.Ordinal))
        {
            if (BesideFile.Find(root, $"{folder}/{Path.GetFileName(path)}") is { } found)
                yield return ($"{folder}/{Path.GetFileName(path)}", File.OpenRead(found));
        }
    }

    /// <summary>Folders with messages beside those of the chats that the lists name.</summary>
    public IEnumerable<string> FoldersBeside(HashSet<string> named)
    {
        if (archive is not null)
            return days.Select(group => group.Key).Where(folder => !named.Contains(folder)).Order(StringComparer.Ordinal);
        // The first list that there is speaks for all, as each is read for itself.
        if (Lists[0] != SlackFolder.Lists.FirstOrDefault(list => File.Exists(Path.Combine(root, list))))
            return [];
        foreach (var list in SlackFolder.Lists.Where(list => !Lists.Contains(list, StringComparer.Ordinal)))
            named.UnionWith(SlackChat.ReadList(list, this, source, new SlackPeople()).Select(chat => chat.Folder));
        return Directory.EnumerateDirectories(root).Select(path => Path.GetFileName(path)!).Where(folder => !named.Contains(folder) && Directory.EnumerateFiles(Path.Combine(root, folder), "????-??-??.json").Any()).Order(StringComparer.Ordinal);
    }

    /// <summary>A file that came with a message. Slack's own export has only its address; tools that fetch files put them into the chat's folder or one for all.</summary>
    public Attachment FindFile(string folder, string id, string name, string? type, long size, ImportNotes notes, string where)
    {
        var last = AttachedName.Of(name);
        foreach (var path in id.Length == 0 ? [] : new[] { $"{folder}/attachments/{id}-{last}", $"__uploads/{id}/{last}" })
        {
            if (archive is not null && archive.Has(root + path) && archive.TryRead(root + path, ImportedFiles.Largest) is { } bytes)
                return source.Files.Keep(last, type, bytes, notes, where);
            if (archive is null && BesideFile.Find(root, path) is { } found)
                return source.Files.KeepFile(last, type, found, notes, where);
        }

        return ImportedFiles.NameOnly(last, type, size, notes, where);
    }
}
