namespace LurkBot.Commands;

/// <summary>The kinds of subagents, and what they did lately.</summary>
/// <param name="Agents">The kinds, by name.</param>
/// <param name="Runs">The newest first.</param>
internal sealed record SubagentListJson(IReadOnlyList<SubagentAgentJson> Agents, IReadOnlyList<SubagentRunJson> Runs);
