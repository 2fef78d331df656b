namespace LurkBot.Workspaces;

/// <summary>Where the files of sessions' tools are.</summary>
internal sealed class WorkspaceOptions
{
    /// <summary>Where sessions' workspaces are; absolute. <c>&lt;session_key&gt;</c> in it stands for the session's file name form.</summary>
    /// <value>Default: null, the folder <c>workspaces</c> of the home.</value>
    public string? Folder { get; set; }
}
