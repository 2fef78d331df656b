using LurkBot.Configuration;
using LurkBot.Sessions;

namespace LurkBot.Workspaces;

/// <summary>Where a session's workspace is.</summary>
public static class WorkspaceFolder
{
    /// <summary>What stands for the session in <c>LURKBOT_SESSION_WORKSPACE</c>.</summary>
    public const string Placeholder = "<session_key>";

    /// <summary>The folder of a session: the session's file name form in the place of the placeholder, or as a subfolder.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="key">The session's key.</param>
    /// <returns>The folder's path; no other session has the same.</returns>
    public static string Of(LurkBotOptions options, SessionKey key) => Of(options, NameOf(key));

    /// <summary>The folder's own name.</summary>
    internal static string NameOf(SessionKey key) => Path.GetFileNameWithoutExtension(SessionFileName.For(key));

    /// <summary>The folder of a name.</summary>
    internal static string Of(LurkBotOptions options, string name)
    {
        var template = options.Sessions.Workspace ?? Path.Combine(options.Home, "workspaces");
        return template.Contains(Placeholder, StringComparison.Ordinal) ? template.Replace(Placeholder, name, StringComparison.Ordinal) : Path.Combine(template, name);
    }

    /// <summary>Makes sure that a folder can be a workspace, before anything is made in it.</summary>
    /// <param name="home">LurkBot's home; absolute.</param>
    /// <param name="folder">The folder; absolute. It need not be there yet.</param>
    /// <param name="isOwners">Whether the owner named it for a session of theirs: then it is no other session's workspace.</param>
    /// <exception cref="WorkspaceException">It cannot.</exception>
    public static void Check(string home, string folder, bool isOwners)
    {
        var (real, realHome) = (RealPath(folder), RealPath(home));
        if (Problem(realHome, real) is { } problem)
            throw new WorkspaceException(problem);
        if (isOwners && WithEnd(real).StartsWith(WithEnd(realHome), StringComparison.Ordinal))
            throw new WorkspaceException($"The folder {folder} holds workspaces of sessions, which no other session may reach. Choose another one.");
    }

    /// <summary>A path without links, as far as it is there.</summary>
    private static string RealPath(string path)
    {
        var (there, rest) = (Path.GetFullPath(path), "");
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } parent)
            (there, rest) = (parent, Path.Combine(Path.GetFileName(there), rest));
        using var folder = Workspace.OpenFiles(there, followsLink: true);
        return rest.Length == 0 ? folder.RealPath : Path.Combine(folder.RealPath, rest.TrimEnd(Path.DirectorySeparatorChar));
    }

    /// <summary>Why a folder cannot be a workspace: nothing in it may be LurkBot's own.</summary>
    /// <param name="home">LurkBot's home; absolute, without links.</param>
    /// <param name="folder">The folder; absolute, without links.</param>
    /// <returns>One sentence; null when it can.</returns>
    public static string? Problem(string home, string folder)
    {
        var (outer, inner) = (WithEnd(home), WithEnd(folder));
        if (outer.StartsWith(inner, StringComparison.Ordinal))
            return $"The folder {folder} holds LurkBot's own files ({home}), which no tool may reach. Choose another one.";
        var workspaces = WithEnd(Path.Combine(home, "workspaces"));
        return inner.StartsWith(outer, StringComparison.Ordinal) && (inner.Length == workspaces.Length || !inner.StartsWith(workspaces, StringComparison.Ordinal))
            ? $"The folder {folder} is LurkBot's own, which no tool may reach. Choose another one."
            : null;
    }

    private static string WithEnd(string folder) => folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar;
}
