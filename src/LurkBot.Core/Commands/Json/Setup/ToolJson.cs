namespace LurkBot.Commands;

/// <summary>A tool, whether it asks before it runs on this machine, and what is allowed always.</summary>
internal sealed record ToolJson(string Name, bool AsksOnHost, IReadOnlyList<ToolApprovalJson> AlwaysAllowed);
