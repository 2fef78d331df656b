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
    /// <param name="exchange">Reaches other sessions; null where none can be.</param>
    /// <param name="subagents">Starts subagents; null where none can be.</param>
    /// <param name="facts">Remembers facts; null where none are.</param>
    /// <returns>Those that are allowed.</returns>
    public static IReadOnlyList<AIFunction> Create(ToolEnvironment place, IReadOnlyList<ToolDecision> decisions, PageTextReader readPage, FileOutbox outbox, ScheduleDesk? schedules, TurnExchange? exchange, TurnSubagents? subagents, TurnFacts? facts) =>
        [.. decisions.Where(decision => decision.IsAllowed).Select(decision => Create(place, decision.Tool, readPage, outbox, schedules, exchange, subagents, facts)).OfType<AIFunction>()];

    private static AIFunction? Create(ToolEnvironment place, string tool, PageTextReader readPage, FileOutbox outbox, ScheduleDesk? schedules, TurnExchange? exchange, TurnSubagents? subagents, TurnFacts? facts) => tool switch
    {
        "read" => new ReadTool(place),
        "write" => new WriteTool(place),
        "edit" => new EditTool(place),
        "glob" => new GlobTool(place, WalkLimits.Search),
        "grep" => new GrepTool(place, WalkLimits.Search),
        "bash" => new BashTool(place),
        "web_fetch" => new WebFetchTool(() => place.Web, readPage),
        FileOutbox.Tool => new SendFileTool(place, outbox),
        ScheduleDesk.Tool => schedules is null ? null : new ScheduleTool(schedules),
        TurnFacts.RememberTool => facts is null ? null : new RememberTool(facts),
        TurnFacts.ForgetTool => facts is null ? null : new ForgetTool(facts),
        TurnSubagents.Tool => subagents is null ? null : new SessionsSpawnTool(subagents),
        _ when TurnExchange.Tools.Contains(tool, StringComparer.Ordinal) => exchange is null ? null : CreateFor(exchange, tool),
        _ => throw new ArgumentOutOfRangeException(nameof(tool)),
    };

    private static AIFunction CreateFor(TurnExchange exchange, string tool) => tool switch
    {
        "sessions_list" => new SessionsListTool(exchange),
        "sessions_history" => new SessionsHistoryTool(exchange),
        "sessions_search" => new SessionsSearchTool(exchange),
        "session_status" => new SessionStatusTool(exchange),
        _ => new SessionsSendTool(exchange),
    };
}
