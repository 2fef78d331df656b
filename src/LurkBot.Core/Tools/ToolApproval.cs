namespace LurkBot.Tools;

/// <summary>A tool that the owner allowed for good.</summary>
/// <param name="Tool">Its name.</param>
/// <param name="Folder">The only folder where it may run without being asked about.</param>
public sealed record ToolApproval(string Tool, string Folder);
