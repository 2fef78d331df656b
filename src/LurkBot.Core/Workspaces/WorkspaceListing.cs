namespace LurkBot.Workspaces;

/// <summary>What is in one folder of a workspace, in no order.</summary>
/// <param name="Entries">What can be named.</param>
/// <param name="Nameless">How many more have names that are no text, by which no tool can reach them.</param>
/// <param name="NamelessTaken">The bytes that the files among those take of the disk.</param>
/// <param name="IsWhole">False when the folder holds more than was asked for.</param>
internal sealed record WorkspaceListing(IReadOnlyList<WorkspaceEntry> Entries, int Nameless = 0, long NamelessTaken = 0, bool IsWhole = true);
