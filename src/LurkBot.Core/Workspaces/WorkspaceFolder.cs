using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Workspaces;

/// <summary>Where a session's workspace is.</summary>
internal static class WorkspaceFolder
{
    /// <summary>What stands for the session in <c>LURKBOT_SESSION_WORKSPACE</c>.</summary>
    public const string Placeholder = "<session_key>";

    /// <summary>Where the kernel shows itself: processes with their environment, devices.</summary>
    private static readonly string[] Kernel = ["/proc", "/sys", "/dev"];

    /// <summary>The folder of a session: the session's file name form in the place of the placeholder, or as a subfolder.</summary>
    /// <param name="home">LurkBot's home; absolute.</param>
    /// <param name="options">The settings.</param>
    /// <param name="key">The session's key.</param>
    /// <returns>The folder's path; no other session has the same.</returns>
    public static string Of(string home, WorkspaceOptions options, SessionKey key) => Of(home, options, NameOf(key));

    /// <summary>The folder's own name.</summary>
    internal static string NameOf(SessionKey key) => Path.GetFileNameWithoutExtension(SessionFileName.For(key));

    /// <summary>The folder of a name.</summary>
    internal static string Of(string home, WorkspaceOptions options, string name)
    {
        var template = options.Folder ?? Path.Combine(home, "workspaces");
        return template.Contains(Placeholder, StringComparison.Ordinal) ? template.Replace(Placeholder, name, StringComparison.Ordinal) : Path.Combine(template, name);
    }

    /// <summary>What is wrong with <c>LURKBOT_SESSION_WORKSPACE</c>.</summary>
    /// <returns>One sentence or two; null when sessions can have their workspaces there.</returns>
    public static string? SettingProblem(string home, WorkspaceOptions options)
    {
        if (options.Folder is null)
            return null;
        try
        {
            Check(home, options, Of(home, options, "session"), isOwners: false);
            return null;
        }
        catch (WorkspaceException e)
        {
            return $"LURKBOT_SESSION_WORKSPACE is not accepted: {e.Message}";
        }
    }

    /// <summary>Makes sure that a folder can be a workspace, before anything is made in it.</summary>
    /// <param name="home">LurkBot's home; absolute.</param>
    /// <param name="options">The settings.</param>
    /// <param name="folder">The folder; absolute. It need not be there yet.</param>
    /// <param name="isOwners">Whether the owner named it for a session of theirs: then it is no other session's workspace, and holds none.</param>
    /// <exception cref="WorkspaceException">It cannot.</exception>
    public static void Check(string home, WorkspaceOptions options, string folder, bool isOwners)
    {
        var (real, realHome) = (RealPath(folder), RealPath(home));
        if (Problem(realHome, real) is { } problem)
            throw new WorkspaceException(problem);
        if (!isOwners)
            return;
        var sessions = RealPath(Above(home, options));
        if (IsWithin(real, realHome) || IsWithin(real, sessions) || IsWithin(sessions, real))
            throw new WorkspaceException($"The folder {folder} holds workspaces of sessions, or is in the folder of them ({sessions}), which no other session may reach. Choose another one.");
    }

    /// <summary>The folder that holds those of all sessions.</summary>
    private static string Above(string home, WorkspaceOptions options)
    {
        var one = Of(home, options, "session");
        for (var above = Path.GetDirectoryName(one); above is not null; above = Path.GetDirectoryName(above))
        {
            if (IsWithin(Of(home, options, "other"), above))
                return above;
        }

        return one;
    }

    /// <summary>A path without links, as far as it is there.</summary>
    private static string RealPath(string path)
    {
        var (there, rest) = (Path.GetFullPath(path), "");
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } parent)
        {
            if (File.Exists(there))
                throw new WorkspaceException($"{there} is a file, and a workspace is a folder.");
            (there, rest) = (parent, Path.Combine(Path.GetFileName(there), rest));
        }

        using var folder = Workspace.OpenFiles(there, followsLink: true);
        return rest.Length == 0 ? folder.RealPath : Path.Combine(folder.RealPath, rest.TrimEnd(Path.DirectorySeparatorChar));
    }

    /// <summary>Why a folder cannot be a workspace: nothing in it may be LurkBot's own, and all of it is files.</summary>
    /// <param name="home">LurkBot's home; absolute, without links.</param>
    /// <param name="folder">The folder; absolute, without links.</param>
    /// <returns>One sentence; null when it can.</returns>
    public static string? Problem(string home, string folder)
    {
        if (IsWithin(home, folder))
            return $"The folder {folder} holds LurkBot's own files ({home}), which no tool may reach. Choose another one.";
        if (Array.Find(Kernel, kernel => IsWithin(folder, kernel)) is { } system && !IsWithin(folder, "/dev/shm"))
            return $"The folder {folder} holds no files but the system's own ({system}), which no tool may reach. Choose another one.";
        var workspaces = Path.Combine(home, "workspaces");
        return IsWithin(folder, home) && (IsWithin(workspaces, folder) || !IsWithin(folder, workspaces))
            ? $"The folder {folder} is LurkBot's own, which no tool may reach. Choose another one."
            : null;
    }

    private static bool IsWithin(string folder, string outer) => WithEnd(folder).StartsWith(WithEnd(outer), StringComparison.Ordinal);

    private static string WithEnd(string folder) => folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar;
}
