namespace LurkBot.Workspaces;

/// <summary>
/// The files beneath a folder where the system cannot open beneath one: each name on the way is looked at before and after the opening.
/// Whoever swaps a folder for a link and back within that moment is not seen. Only the owner's own sessions have file tools there.
/// </summary>
internal sealed class CheckedFolder : IWorkspaceFiles
{
    /// <summary>How many names are looked at before the caller is asked whether to go on.</summary>
    private const int NamesBetween = 256;

    private CheckedFolder(string path) => RealPath = path;

    public string RealPath { get; }

    /// <summary>Opens the folder.</summary>
    /// <param name="path">Its path; absolute.</param>
    /// <param name="followsLink">Whether the path itself may be a link.</param>
    /// <exception cref="WorkspaceException">It is no folder.</exception>
    public static CheckedFolder Open(string path, bool followsLink)
    {
        var folder = new DirectoryInfo(path);
        if (!folder.Exists || (!followsLink && folder.LinkTarget is not null))
            throw new WorkspaceException($"{path} is no folder.");
        return new(folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName);
    }

    public void Dispose()
    {
        // Nothing is held open.
    }

    public FileStream OpenRead(WorkspacePath path)
    {
        var full = Check(path);
        if (!File.Exists(full))
            throw new WorkspaceException(Directory.Exists(full) ? $"{path} is a folder." : $"There is no {path}.");
        return Try(path, () =>
        {
            var stream = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            try
            {
                Check(path);
                return stream;
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        });
    }

    public void Replace(WorkspacePath path, ReadOnlySpan<byte> content)
    {
        var full = Check(path);
        if (Directory.Exists(full))
            throw new WorkspaceException($"{path} is a folder.");
        var bytes = content.ToArray();
        Try(path, () =>
        {
            var folder = Path.GetDirectoryName(full)!;
            Directory.CreateDirectory(folder);
            Check(path);
            var temporary = Path.Combine(folder, $".lurkbot-{Guid.NewGuid():N}.tmp");
            File.WriteAllBytes(temporary, bytes);
            if (!OperatingSystem.IsWindows() && File.Exists(full))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(full));
            File.Move(temporary, full, overwrite: true);
            return full;
        });
    }

    public WorkspaceListing List(WorkspacePath folder, int most, Func<bool>? goesOn = null)
    {
        var full = Check(folder);
        if (!Directory.Exists(full))
            throw new WorkspaceException(File.Exists(full) ? $"{folder} is no folder." : $"There is no {folder}.");
        var entries = Try(folder, () => new DirectoryInfo(full).EnumerateFileSystemInfos().Take(most + 1).TakeWhile((_, i) => i % NamesBetween != NamesBetween - 1 || goesOn?.Invoke() != false).Select(found => new WorkspaceEntry(
            folder.Of(found.Name),
            found.LinkTarget is not null ? WorkspaceEntryKind.Other : found is DirectoryInfo ? WorkspaceEntryKind.Folder : WorkspaceEntryKind.File,
            found is FileInfo file && found.LinkTarget is null ? file.Length : 0,
            found is FileInfo taken && found.LinkTarget is null ? taken.Length : 0)).ToList());
        return entries.Count <= most && goesOn?.Invoke() != false ? new(entries) : new(entries[..Math.Min(most, entries.Count)], IsWhole: false);
    }

    private string Check(WorkspacePath path)
    {
        var full = RealPath;
        foreach (var name in path.Names)
        {
            full = Path.Combine(full, name);
            if (new FileInfo(full).LinkTarget is not null)
                throw new WorkspaceException($"{path} is a link or passes one, and tools follow none.");
        }

        return full;
    }

    private static T Try<T>(WorkspacePath path, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkspaceException($"{path} cannot be used: {e.Message}", e);
        }
    }
}
