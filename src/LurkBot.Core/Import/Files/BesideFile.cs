namespace LurkBot.Import;

/// <summary>Files that an export names by a path below its own folder. Paths that lead out of it, and links, are not followed.</summary>
internal static class BesideFile
{
    /// <summary>Finds a file.</summary>
    /// <param name="folder">The export's folder.</param>
    /// <param name="relative">The path as the export has it.</param>
    /// <returns>Null when there is none.</returns>
    public static string? Find(string folder, string relative)
    {
        var path = folder;
        foreach (var part in relative.Split('/', '\\'))
        {
            if (part.Length == 0 || part is "." or ".." || part.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()))
                return null;
            path = Path.Combine(path, part);
            var info = new FileInfo(path);
            if (info.LinkTarget is not null || (!info.Exists && !Directory.Exists(path)))
                return null;
        }

        return File.Exists(path) ? path : null;
    }
}
