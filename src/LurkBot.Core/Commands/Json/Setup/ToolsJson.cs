using LurkBot.Sessions;
using LurkBot.Tools;

namespace LurkBot.Commands;

/// <summary>The tools, and what is allowed always.</summary>
internal sealed record ToolsJson(IReadOnlyList<ToolJson> Tools)
{
    /// <summary>The record of all tools.</summary>
    /// <param name="options">Says which tools ask.</param>
    /// <param name="approvals">What was allowed.</param>
    /// <param name="keys">The keys of the sessions that there are.</param>
    public static ToolsJson Of(ToolOptions options, IReadOnlyList<ToolApproval> approvals, IReadOnlyDictionary<SessionId, SessionKey> keys) => new(
        [.. ToolNames.All.Select(tool => new ToolJson(
            tool,
            ToolNames.Holds(options.Ask, tool),
            [.. approvals.Where(approval => approval is { Session: not null, Since: null } && string.Equals(approval.Tool, tool, StringComparison.Ordinal)).Select(approval => ToolApprovalJson.Of(approval, keys))]))]);
}
