namespace LurkBot.Workspaces;

/// <summary>What a name in a workspace stands for.</summary>
internal enum WorkspaceEntryKind
{
    /// <summary>A file of bytes.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A link, a pipe, a socket or a device, which no tool opens.</summary>
    Other,
}
