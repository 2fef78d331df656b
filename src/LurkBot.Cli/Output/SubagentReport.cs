using System.Globalization;
using LurkBot.Commands;
using LurkBot.Context;
using LurkBot.Subagents;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>Subagents for people and programs.</summary>
internal static class SubagentReport
{
    private const int LongestTask = 50;

    /// <summary>The record of a definition.</summary>
    public static SubagentAgentJson Of(SubagentFile file) => new(
        file.Name,
        file.Definition?.Description,
        file.Source,
        file.Definition?.Tools,
        file.UnknownTools,
        file.Definition?.Model,
        file.Definition is { ReadsParent: true } ? "parent" : "own",
        file.Problem);

    /// <summary>The record of a subagent that was started.</summary>
    /// <param name="run">The subagent.</param>
    /// <param name="secrets">Masks what providers quote.</param>
    public static SubagentRunJson Of(SubagentRun run, SecretRedactor secrets) => new(
        run.Key.ToString(), run.Agent, run.Parent?.ToString(), run.Task, run.State is SubagentState.OverBudget ? "over_budget" : run.State.ToString().ToLowerInvariant(), run.Started, Seconds(run.Took), run.Sum.Usage.Total, run.Sum.Cost, run.Why is { } why ? secrets.Redact(why) : null);

    /// <summary>The record of what a definition's subagents did.</summary>
    public static SubagentStatisticsJson Of(SubagentStatistics told) => new(told.Agent, told.Runs, told.Done, told.Failed, told.Usage.Total, told.Cost, told.WithoutPrice, Seconds(told.Median));

    /// <summary>Definitions and runs as text.</summary>
    public static IEnumerable<string> Text(SubagentListJson list, DateTimeOffset now)
    {
        yield return "Agents:";
        foreach (var line in TextTable.Of([["NAME", "TOOLS", "MODEL", "WORKSPACE", "FROM", "DESCRIPTION"], .. list.Agents.Where(agent => agent.Problem is null).Select(agent => new[] { agent.Name, agent.Tools is null ? "all" : string.Join(',', agent.Tools), agent.Model ?? "-", agent.Workspace, agent.Source, Shorten(agent.Description ?? "") })]))
            yield return line;
        foreach (var agent in list.Agents.Where(agent => agent.Problem is not null))
            yield return $"{agent.Source} cannot be used. {agent.Problem}";
        foreach (var agent in list.Agents.Where(agent => agent.UnknownTools.Count > 0))
            yield return $"{agent.Source} names tools that LurkBot does not have: {string.Join(", ", agent.UnknownTools)}. Its subagents go without them.";
        yield return "";
        if (list.Runs.Count == 0)
        {
            yield return "No subagents were started yet.";
            yield break;
        }

        yield return "Started, the newest first:";
        foreach (var line in TextTable.Of([["AGENT", "STATE", "AGE", "TOOK", "TOKENS", "SESSION", "STARTED BY", "TASK"], .. list.Runs.Select(run => new[] { run.Agent, run.State.Replace('_', ' '), Time((now - run.Started).TotalSeconds), Time(run.Seconds), Number(run.Tokens), run.Session, run.Parent ?? "-", Shorten(run.Task) })]))
            yield return line;
        foreach (var run in list.Runs.Where(run => run.Why is not null))
            yield return $"{run.Session} {run.State}: {run.Why}";
    }

    /// <summary>Statistics as text.</summary>
    public static IEnumerable<string> Text(IReadOnlyList<SubagentStatisticsJson> all)
    {
        if (all.Count == 0)
            return ["No subagents were started yet."];
        return TextTable.Of([["AGENT", "RUNS", "DONE", "FAILED", "TOKENS", "COST", "MEDIAN TIME"], .. all.Select(told => new[]
        {
            told.Agent, Number(told.Runs), Number(told.Done), Number(told.Failed), Number(told.Tokens),
            $"{(told.WithoutPrice > 0 ? "at least " : "")}${told.Cost.ToString("0.00##", CultureInfo.InvariantCulture)}", Time(told.MedianSeconds),
        })]);
    }

    private static double? Seconds(TimeSpan? time) => time is { } taken ? Math.Round(taken.TotalSeconds, 3) : null;

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Time(double? seconds) => seconds switch
    {
        null => "-",
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#}s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0}m"),
        < 86_400 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0}h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:0}d"),
    };

    private static string Shorten(string text) => HistoryDigest.Shorten(text.ReplaceLineEndings(" "), LongestTask);
}
