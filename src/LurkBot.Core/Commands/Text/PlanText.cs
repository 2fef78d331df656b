using LurkBot.Planning;
using LurkBot.Tools;

namespace LurkBot.Commands;

/// <summary>Plans of turns for people.</summary>
internal static class PlanText
{
    /// <summary>Whether a tool may be used, and which rule says so.</summary>
    public static string ToolLine(TurnPlan plan, ToolDecision tool) =>
        $"{(tool.IsAllowed ? "yes" : "no "),-3} {tool.Tool,-9} {tool.Rule}{(Asks(plan, tool) ? "; asks first (LURKBOT_TOOL_ASK)" : "")}";

    public static bool Asks(TurnPlan plan, ToolDecision tool) => tool.IsAllowed && plan.AsksBefore.Contains(tool.Tool, StringComparer.Ordinal);
}
