using LurkBot.Sessions;

namespace LurkBot.Sandboxes;

/// <summary>Where a session's workspace is.</summary>
public static class WorkspaceFolder
{
    /// <summary>The usual folder: the session's file name form beneath <c>workspaces</c> in the home.</summary>
    /// <param name="home">LurkBot's home; absolute.</param>
    /// <param name="key">The session's key.</param>
    /// <returns>The folder's path; no other session has the same.</returns>
    public static string Of(string home, SessionKey key) => Path.Combine(home, "workspaces", Path.GetFileNameWithoutExtension(SessionFileName.For(key)));
}
