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
