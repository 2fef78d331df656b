using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Workspaces;

/// <summary>The settings of workspaces.</summary>
internal static class WorkspaceSettingDefinitions
{
    /// <summary>For all sessions, in the order in which they are shown.</summary>
    public static readonly Setting<WorkspaceOptions>[] All =
    [
        new("LURKBOT_SESSION_WORKSPACE", "workspaces/<session_key> in the home", "a folder such as ~/work/<session_key>, without ..", "Where the files of a session's tools are; <session_key> stands for the session.", ApplyFolder),
    ];

    private static bool ApplyFolder(WorkspaceOptions options, string text) =>
        (Path.IsPathFullyQualified(text) || text.StartsWith("~/", StringComparison.Ordinal))
        && Array.IndexOf(text.Split('/', '\\'), "..") < 0
        && Set(FullPath(text), value => options.Folder = value);
}
