using LurkBot.Entries;

namespace LurkBot.Subagents;

/// <summary>What the subagents of one definition did: pure.</summary>
/// <param name="Agent">The definition's name.</param>
/// <param name="Runs">How many were started.</param>
/// <param name="Done">How many gave a result.</param>
/// <param name="Failed">How many ended without one, also those that were stopped.</param>
/// <param name="Usage">The tokens of their calls.</param>
/// <param name="Cost">What those cost whose price is known, in US dollars.</param>
/// <param name="WithoutPrice">How many calls have no known price.</param>
/// <param name="Median">The median of how long those took that gave a result; null without any.</param>
internal sealed record SubagentStatistics(string Agent, int Runs, int Done, int Failed, Usage Usage, decimal Cost, long WithoutPrice, TimeSpan? Median)
{
    /// <summary>Adds up runs.</summary>
    /// <param name="runs">The runs.</param>
    /// <returns>By definition.</returns>
    public static IReadOnlyList<SubagentStatistics> Of(IReadOnlyList<SubagentRun> runs) => [.. runs.GroupBy(run => run.Agent, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new SubagentStatistics(
        group.Key,
        group.Count(),
        group.Count(run => run.State is SubagentState.Done or SubagentState.OverBudget),
        group.Count(run => run.State is SubagentState.Failed or SubagentState.Cancelled),
        group.Aggregate(new Usage(0, 0, 0), (sum, run) => sum.Plus(run.Sum.Usage)),
        group.Sum(run => run.Sum.Cost),
        group.Sum(run => run.Sum.WithoutPrice),
        MedianOf([.. group.Where(run => run.State is SubagentState.Done or SubagentState.OverBudget).Select(run => run.Took ?? TimeSpan.Zero).Order()])))];

    private static TimeSpan? MedianOf(IReadOnlyList<TimeSpan> times) => times.Count == 0 ? null : times.Count % 2 == 1 ? times[times.Count / 2] : (times[(times.Count / 2) - 1] + times[times.Count / 2]) / 2;
}
