using LurkBot.Tools;

namespace LurkBot.Commands;

/// <summary>Plans of turns for people.</summary>
internal static class PlanText
{
    private static readonly int Widest = ToolNames.All.Max(name => name.Length);

    /// <summary>Whether a tool may be used, and which rule says so.</summary>
    public static string ToolLine(ExplainedToolJson tool) => $"{(tool.Allowed ? "yes" : "no "),-3} {tool.Name.PadRight(Widest)} {tool.Rule}{(tool.Asks ? "; asks first (LURKBOT_TOOL_ASK)" : "")}";
}
