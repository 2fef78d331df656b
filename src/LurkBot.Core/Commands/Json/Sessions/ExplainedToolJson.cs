using LurkBot.Planning;
using LurkBot.Tools;

namespace LurkBot.Commands;

/// <summary>Whether a tool may be used, which rule says so, and whether it asks first.</summary>
internal sealed record ExplainedToolJson(string Name, bool Allowed, string Rule, bool Asks)
{
    /// <summary>The record of a decision.</summary>
    public static ExplainedToolJson Of(TurnPlan plan, ToolDecision tool) => new(tool.Tool, tool.IsAllowed, tool.Rule, tool.IsAllowed && plan.AsksBefore.Contains(tool.Tool, StringComparer.Ordinal));
}
