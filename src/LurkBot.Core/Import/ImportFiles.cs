namespace LurkBot.Import;

/// <summary>Finds the files that are to be imported.</summary>
internal static class ImportFiles
{
    /// <summary>Links are not followed: they may lead in a circle, or out of the folder that was named.</summary>
    private static readonly EnumerationOptions Plain = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>The files of paths, in the order of the paths and within a folder by name, each file once.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="problems">Gets a sentence for each path that cannot be read.</param>
    /// <returns>Each file, and whether it was named itself.</returns>
    public static IReadOnlyList<(string Path, bool Named)> Find(IEnumerable<string> paths, ICollection<(string Path, string Problem)> problems)
    {
        var (files, seen) = (new List<(string, bool)>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
                AddFolder(path, files, seen, problems);
            else if (!File.Exists(path))
                problems.Add((path, "There is no such file or folder."));
            else if (seen.Add(Path.GetFullPath(path)))
                files.Add((path, true));
        }

        return files;
    }

    private static void AddFolder(string root, List<(string, bool)> files, HashSet<string> seen, ICollection<(string Path, string Problem)> problems)
    {
        var folders = new Stack<string>([root]);
        while (folders.TryPop(out var folder))
        {
            try
            {
                foreach (var file in Directory.EnumerateFiles(folder, "*", Plain).Order(StringComparer.Ordinal))
                {
                    if (seen.Add(Path.GetFullPath(file)))
                        files.Add((file, false));
                }

                // The files of an export's days are read with its lists of channels.
                if (SlackFolder.Is(folder))
                    continue;
                foreach (var inner in Directory.EnumerateDirectories(folder, "*", Plain).OrderDescending(StringComparer.Ordinal))
                    folders.Push(inner);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add((folder, e.Message));
            }
        }
    }
}
