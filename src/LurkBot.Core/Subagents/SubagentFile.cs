using LurkBot.Tools;

namespace LurkBot.Subagents;

/// <summary>A definition as it was found.</summary>
/// <param name="Name">Its name, or its file's.</param>
/// <param name="Source">The file's path, or <c>built in</c>.</param>
/// <param name="Definition">What it says; null when it cannot be used.</param>
/// <param name="Problem">Why it cannot be used, and what to do; null when it can.</param>
internal sealed record SubagentFile(string Name, string Source, SubagentDefinition? Definition, string? Problem)
{
    /// <summary>Names of tools that LurkBot does not have; the subagent goes without them.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> UnknownTools { get; init; } = [];
}
