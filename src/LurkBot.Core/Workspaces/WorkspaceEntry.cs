namespace LurkBot.Workspaces;

/// <summary>One name in a folder of a workspace.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Length">A file's bytes.</param>
internal sealed record WorkspaceEntry(WorkspacePath Path, WorkspaceEntryKind Kind, long Length);
