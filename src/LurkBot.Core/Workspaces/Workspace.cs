using System.Globalization;
using LurkBot.Interop;
using LurkBot.Text;

namespace LurkBot.Workspaces;

/// <summary>One session's folder, opened for its tools. Thread-safe.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly IReadOnlyList<string> roots;
    private readonly long? maximumSize;
    private readonly int? maximumFiles;
    private readonly WalkLimits counting;

    private Workspace(IWorkspaceFiles files, IReadOnlyList<string> roots, long? maximumSize, int? maximumFiles, WalkLimits counting) =>
        (Files, this.roots, this.maximumSize, this.maximumFiles, this.counting) = (files, roots, maximumSize, maximumFiles, counting);

    /// <summary>The folder's path without links.</summary>
    public string RealPath => Files.RealPath;

    private IWorkspaceFiles Files { get; }

    /// <summary>Opens a folder; one that is not there is made, for its owner alone.</summary>
    /// <param name="path">The folder; absolute.</param>
    /// <param name="home">LurkBot's home, no file of which may be reached; absolute.</param>
    /// <param name="isOwners">Whether the owner named it; then it must be there, and may be a link.</param>
    /// <param name="inside">The absolute path by which sandboxed commands know it; null where none do.</param>
    /// <param name="maximumSize">The most bytes that it may hold; null for any number.</param>
    /// <param name="maximumFiles">The most files and folders that it may hold; null for any number.</param>
    /// <param name="counting">How many files are counted to see that; the usual number when left out.</param>
    /// <exception cref="WorkspaceException">It cannot be used.</exception>
    public static Workspace Open(string path, string home, bool isOwners, string? inside, long? maximumSize, int? maximumFiles = null, WalkLimits? counting = null)
    {
        if (!isOwners)
            Make(path);
        var files = OpenFiles(path, isOwners);
        try
        {
            using var own = Directory.Exists(home) ? OpenFiles(home, followsLink: true) : null;
            if (WorkspaceFolder.Problem(own?.RealPath ?? home, files.RealPath) is { } problem)
                throw new WorkspaceException(problem);
            return new(files, inside is null ? [path, files.RealPath] : [path, files.RealPath, inside], maximumSize, maximumFiles, counting ?? WalkLimits.Count with { Entries = Math.Max(WalkLimits.Count.Entries, (maximumFiles ?? 0) + 1) });
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Files.Dispose();

    /// <summary>Reads a path as a model gives it.</summary>
    /// <exception cref="WorkspaceException">It leads out.</exception>
    public WorkspacePath PathOf(string text) => WorkspacePath.Parse(text, roots);

    /// <inheritdoc cref="IWorkspaceFiles.OpenRead"/>
    public FileStream OpenRead(WorkspacePath path) => Files.OpenRead(path);

    /// <summary>Whether a path leads to a file.</summary>
    /// <exception cref="WorkspaceException">Nothing is there, or nothing that a tool opens.</exception>
    public bool IsFile(WorkspacePath path)
    {
        try
        {
            Files.OpenRead(path).Dispose();
            return true;
        }
        catch (WorkspaceException)
        {
            Files.List(path, most: 0);
            return false;
        }
    }

    /// <summary>Puts a file in place, whole or not at all.</summary>
    /// <exception cref="WorkspaceException">It cannot be written.</exception>
    public void Write(WorkspacePath path, ReadOnlySpan<byte> content, CancellationToken cancellationToken)
    {
        if (path.Names.Count > WorkspaceDepth.Most)
            throw new WorkspaceException($"{path} would be nested more than {WorkspaceDepth.Most} deep. Choose a shorter path.");
        if (maximumSize is { } most)
            RequireRoom(path, content.Length, most, cancellationToken);
        Files.Replace(path, content);
    }

    /// <summary>Begins a look through the files and folders beneath a folder.</summary>
    /// <param name="from">The folder.</param>
    /// <param name="enters">Whether to look into a folder.</param>
    /// <param name="limits">Where it ends.</param>
    public WorkspaceWalk Walk(WorkspacePath from, Func<WorkspacePath, bool> enters, WalkLimits limits) => new(Files, from, enters, limits);

    private void RequireRoom(WorkspacePath path, long wanted, long most, CancellationToken cancellationToken)
    {
        var walk = Walk(WorkspacePath.Root, _ => true, counting);
        var (total, count) = (wanted, 1);
        foreach (var entry in walk.Entries(cancellationToken))
        {
            count += entry.Path == path ? 0 : 1;
            total += entry.Kind == WorkspaceEntryKind.File && entry.Path != path ? Math.Min(entry.Length, entry.Taken) : 0;
        }

        if (count + walk.Nameless > maximumFiles)
            throw new WorkspaceException(string.Create(CultureInfo.InvariantCulture, $"{path} is not written: the workspace would hold more than {maximumFiles} files and folders (LURKBOT_SANDBOX_FILES). Delete some by a command first."));
        if (walk.IsCut)
            throw new WorkspaceException($"{path} is not written: the workspace holds more than {counting.Entries} files and folders, too many to see whether it keeps within LURKBOT_SANDBOX_DISK. Delete some by a command first, such as folders of packages or builds.");
        if (walk.TooDeep > 0)
            throw new WorkspaceException($"{path} is not written: the workspace has folders nested more than {WorkspaceDepth.Most} deep, which count as full (LURKBOT_SANDBOX_DISK). Delete them by a command first.");
        if (total + walk.NamelessTaken > most)
            throw new WorkspaceException($"The workspace would hold more than {ByteSize.Format(most)} (LURKBOT_SANDBOX_DISK). Delete files there first.");
    }

    internal static IWorkspaceFiles OpenFiles(string path, bool followsLink) =>
        OperatingSystem.IsLinux() ? BeneathFolder.Open(path, followsLink) : CheckedFolder.Open(path, followsLink);

    private static void Make(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(path);
            else if (!Directory.Exists(path))
            {
                PrivateFolder.Create(Path.GetDirectoryName(path)!);
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkspaceException($"The workspace {path} cannot be made: {e.Message}", e);
        }
    }
}
