namespace LurkBot.Commands;

/// <summary>A kind of subagent.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for; null for one that cannot be used.</param>
/// <param name="Source">The file, or <c>built in</c>.</param>
/// <param name="Tools">The tools that it may have; null for all that its parent has.</param>
/// <param name="UnknownTools">Names in its list that are no tools of LurkBot.</param>
/// <param name="Model">Its model; null for LURKBOT_SUBAGENT_MODEL or its parent's.</param>
/// <param name="Workspace"><c>own</c> or <c>parent</c>.</param>
/// <param name="Problem">Why it cannot be used; null when it can.</param>
internal sealed record SubagentAgentJson(string Name, string? Description, string Source, IReadOnlyList<string>? Tools, IReadOnlyList<string> UnknownTools, string? Model, string Workspace, string? Problem);
