namespace LurkBot.Workspaces;

/// <summary>One name in a folder of a workspace.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="Length">A file's bytes.</param>
/// <param name="Taken">The bytes that a file takes of the disk: one with holes takes fewer than it has.</param>
internal sealed record WorkspaceEntry(WorkspacePath Path, WorkspaceEntryKind Kind, long Length, long Taken);
