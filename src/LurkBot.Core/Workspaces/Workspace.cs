using LurkBot.Configuration;

namespace LurkBot.Workspaces;

/// <summary>One session's folder, opened for its tools. Thread-safe.</summary>
internal sealed class Workspace : IDisposable
{
    /// <summary>Entries after which a walk stops.</summary>
    public const int MostEntries = 200_000;

    private const int DeepestFolder = 64;

    private readonly IReadOnlyList<string> roots;
    private readonly long? maximumSize;

    private Workspace(IWorkspaceFiles files, IReadOnlyList<string> roots, long? maximumSize) => (Files, this.roots, this.maximumSize) = (files, roots, maximumSize);

    /// <summary>The folder's path without links.</summary>
    public string RealPath => Files.RealPath;

    private IWorkspaceFiles Files { get; }

    /// <summary>Opens a folder; one that is not there is made, for its owner alone.</summary>
    /// <param name="path">The folder; absolute.</param>
    /// <param name="home">LurkBot's home, no file of which may be reached; absolute.</param>
    /// <param name="isOwners">Whether the owner named it; then it must be there, and may be a link.</param>
    /// <param name="inside">The absolute path by which sandboxed commands know it; null where none do.</param>
    /// <param name="maximumSize">The most bytes that it may hold; null for any number.</param>
    /// <exception cref="WorkspaceException">It cannot be used.</exception>
    public static Workspace Open(string path, string home, bool isOwners, string? inside, long? maximumSize)
    {
        if (!isOwners)
            Make(path);
        var files = OpenFiles(path, isOwners);
        try
        {
            using var own = Directory.Exists(home) ? OpenFiles(home, followsLink: true) : null;
            if (WorkspaceFolder.Problem(own?.RealPath ?? home, files.RealPath) is { } problem)
                throw new WorkspaceException(problem);
            return new(files, inside is null ? [path, files.RealPath] : [path, files.RealPath, inside], maximumSize);
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
            Files.List(path);
            return false;
        }
    }

    /// <summary>Puts a file in place, whole or not at all.</summary>
    /// <exception cref="WorkspaceException">It cannot be written.</exception>
    public void Write(WorkspacePath path, ReadOnlySpan<byte> content, CancellationToken cancellationToken)
    {
        if (maximumSize is { } most && Walk(WorkspacePath.Root, _ => true, cancellationToken).Where(entry => entry.Kind == WorkspaceEntryKind.File && entry.Path != path).Sum(entry => Math.Min(entry.Length, entry.Taken)) + content.Length > most)
            throw new WorkspaceException($"The workspace would hold more than {ByteSize.Format(most)} (LURKBOT_SANDBOX_DISK). Delete files there first.");
        Files.Replace(path, content);
    }

    /// <summary>All files and folders beneath a folder, in the order of their names; links are shown by no walk and followed by none.</summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="enters">Whether to look into a folder.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <exception cref="WorkspaceException">There are too many.</exception>
    public IEnumerable<WorkspaceEntry> Walk(WorkspacePath from, Func<WorkspacePath, bool> enters, CancellationToken cancellationToken)
    {
        var (open, count) = (new Stack<WorkspacePath>([from]), 0);
        while (open.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entries = ListOrNothing(folder, isFirst: folder == from);
            if ((count += entries.Count) > MostEntries)
                throw new WorkspaceException($"More than {MostEntries} files are there. Name a folder.");
            foreach (var entry in entries.OrderBy(entry => entry.Path.Text, StringComparer.Ordinal))
            {
                if (entry.Kind != WorkspaceEntryKind.Other)
                    yield return entry;
            }

            foreach (var entry in entries.OrderByDescending(entry => entry.Path.Text, StringComparer.Ordinal))
            {
                if (entry.Kind == WorkspaceEntryKind.Folder && entry.Path.Names.Count < DeepestFolder && enters(entry.Path))
                    open.Push(entry.Path);
            }
        }
    }

    /// <summary>A folder that vanished meanwhile, or that may not be read, is passed over.</summary>
    private IReadOnlyList<WorkspaceEntry> ListOrNothing(WorkspacePath folder, bool isFirst)
    {
        try
        {
            return Files.List(folder);
        }
        catch (WorkspaceException) when (!isFirst)
        {
            return [];
        }
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
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkspaceException($"The workspace {path} cannot be made: {e.Message}", e);
        }
    }
}
