using LurkBot.Operations;

namespace LurkBot.Commands;

/// <summary>What a sweep did, or would do.</summary>
/// <param name="DryRun">Whether nothing was changed.</param>
/// <param name="Steps">What was done, in order.</param>
internal sealed record SweepJson(bool DryRun, IReadOnlyList<SweepStepJson> Steps)
{
    /// <summary>The record of a sweep.</summary>
    public static SweepJson Of(bool dryRun, IEnumerable<SweepRecord> records) => new(dryRun, [.. records.Select(SweepStepJson.Of)]);
}
