namespace LurkBot.Commands;

/// <summary>Plans of turns for people.</summary>
internal static class PlanText
{
    /// <summary>Whether a tool may be used, and which rule says so.</summary>
    public static string ToolLine(ExplainedToolJson tool) => $"{(tool.Allowed ? "yes" : "no "),-3} {tool.Name,-9} {tool.Rule}{(tool.Asks ? "; asks first (LURKBOT_TOOL_ASK)" : "")}";
}
