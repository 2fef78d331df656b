namespace LurkBot.Tools;

/// <summary>Whether a turn has a tool.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="IsAllowed">Whether it has.</param>
/// <param name="Rule">The rule that says so, in words.</param>
internal sealed record ToolDecision(string Tool, bool IsAllowed, string Rule);
