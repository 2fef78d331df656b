using LurkBot.Workspaces;
using Microsoft.Extensions.AI;

namespace LurkBot.Tools;

/// <summary>The tools that work in a session's place.</summary>
internal static class BuiltInTools
{
    /// <summary>Makes the tools that a turn has.</summary>
    /// <param name="place">Where they work.</param>
    /// <param name="decisions">Which of them the turn has.</param>
    /// <param name="readPage">Reads the text of HTML pages.</param>
    /// <param name="outbox">Takes files that are sent.</param>
    /// <param name="schedules">Takes proposed schedules; null where there are none.</param>
    /// <returns>Those that are allowed.</returns>
    public static IReadOnlyList<AIFunction> Create(ToolEnvironment place, IReadOnlyList<ToolDecision> decisions, PageTextReader readPage, FileOutbox outbox, ScheduleDesk? schedules = null) =>
        [.. decisions.Where(decision => decision.IsAllowed).Select(decision => Create(place, decision.Tool, readPage, outbox, schedules))];

    private static AIFunction Create(ToolEnvironment place, string tool, PageTextReader readPage, FileOutbox outbox, ScheduleDesk? schedules) => tool switch
    {
        "read" => new ReadTool(place),
        "write" => new WriteTool(place),
        "edit" => new EditTool(place),
        "glob" => new GlobTool(place, WalkLimits.Search),
        "grep" => new GrepTool(place, WalkLimits.Search),
        "bash" => new BashTool(place),
        "web_fetch" => new WebFetchTool(() => place.Web, readPage),
        FileOutbox.Tool => new SendFileTool(place, outbox),
        ScheduleDesk.Tool when schedules is not null => new ScheduleTool(schedules),
        _ => throw new ArgumentOutOfRangeException(nameof(tool)),
    };
}
