using System.Text;
using LurkBot.Interop;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Workspaces;

/// <summary>
/// Which session has which folder. A workspace goes with its session to another name, and one that a deleted session left is no later
/// session's: it is put aside, and found again when its own session comes back.
/// </summary>
/// <remarks>
/// Kept in the home as a file for each session, with the folder's name: outside every workspace, so that no tool can say whose a folder is.
/// </remarks>
/// <param name="home">LurkBot's home; absolute.</param>
/// <param name="options">The settings.</param>
internal sealed class WorkspaceClaims(string home, WorkspaceOptions options)
{
    private const string FolderName = ".workspaces";

    /// <summary>What no name of a session's file has in it.</summary>
    private const string AsideMark = "%~";

    private readonly string marks = Path.Combine(home, FolderName);

    /// <summary>Where a session's folder is now; nothing is moved.</summary>
    /// <param name="key">The session's key.</param>
    /// <param name="id">The session.</param>
    /// <returns>Null when it has none: the one of that name is another session's.</returns>
    public string? Find(SessionKey key, SessionId id) =>
        Read(id) is { } name ? Of(name) : HolderOf(WorkspaceFolder.NameOf(key)) is null ? WorkspaceFolder.Of(home, options, key) : null;

    /// <summary>Whether a session of that id has no folder, or had one by this key.</summary>
    /// <param name="id">The session.</param>
    /// <param name="key">The key.</param>
    public bool IsFreeFor(SessionId id, SessionKey key) =>
        Read(id) is not { } name || (WorkspaceFolder.NameOf(key) is var own && (name == own || name == $"{own}{AsideMark}{id}"));

    /// <summary>Makes the folder of a session's name its own: brings its folder from a former name, puts another session's aside.</summary>
    /// <param name="key">The session's key.</param>
    /// <param name="id">The session.</param>
    /// <exception cref="WorkspaceException">A folder cannot be moved.</exception>
    public void Take(SessionKey key, SessionId id)
    {
        var name = WorkspaceFolder.NameOf(key);
        if (string.Equals(Read(id), name, StringComparison.Ordinal))
            return;
        try
        {
            PrivateFolder.Create(marks);
            using var claim = new FileLock(Path.Combine(marks, ".lock"));
            claim.Take();
            if (HolderOf(name) is { } holder)
                Move(name, $"{name}{AsideMark}{holder}", holder);
            if (Read(id) is { } former && Directory.Exists(Of(former)) && !Directory.Exists(Of(name)))
                Move(former, name, id.ToString());
            Write(id.ToString(), name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkspaceException($"The workspace {Of(name)} cannot be made the session's own: {e.Message}", e);
        }
    }

    /// <summary>Leaves a session's folder with the name that it has: the session's next name begins with another.</summary>
    /// <param name="id">The session.</param>
    /// <returns>The folder that stays; null when there is none.</returns>
    /// <exception cref="WorkspaceException">It cannot be left.</exception>
    public string? Leave(SessionId id)
    {
        try
        {
            var folder = Read(id) is { } name ? Of(name) : null;
            Forget(id);
            return Directory.Exists(folder) ? folder : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkspaceException($"The session's workspace cannot be left behind: {e.Message}", e);
        }
    }

    /// <summary>Forgets a session that is destroyed.</summary>
    public void Forget(SessionId id)
    {
        if (Directory.Exists(marks))
            File.Delete(PathOf(id.ToString()));
    }

    /// <summary>Killed in between, it goes on at the next look: nothing is any more where the mark says.</summary>
    private void Move(string from, string to, string holder)
    {
        if (Directory.Exists(Of(from)) && !Directory.Exists(Of(to)))
            Directory.Move(Of(from), Of(to));
        Write(holder, to);
    }

    private string? HolderOf(string name)
    {
        if (!Directory.Exists(marks))
            return null;
        foreach (var path in Directory.EnumerateFiles(marks))
        {
            var holder = Path.GetFileName(path);
            if (!holder.StartsWith('.') && string.Equals(Read(path), name, StringComparison.Ordinal))
                return holder;
        }

        return null;
    }

    private string Of(string name) => WorkspaceFolder.Of(home, options, name);

    private string PathOf(string id) => Path.Combine(marks, id);

    private string? Read(SessionId id) => Read(PathOf(id.ToString()));

    private static string? Read(string path) => File.Exists(path) && File.ReadAllText(path) is { Length: > 0 } name && !name.Contains('/', StringComparison.Ordinal) ? name : null;

    private void Write(string id, string name) => SessionFileWriter.Replace(PathOf(id), Encoding.UTF8.GetBytes(name));
}
