using LurkBot.Entries;

namespace LurkBot.Compaction;

/// <summary>What a compaction did.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Entry">The newest entry that it left; null when it left none.</param>
/// <param name="Before">The tokens of what was made small.</param>
/// <param name="After">The tokens of what stands in its place.</param>
/// <param name="Problem">Why it failed, or why no model wrote the summary; null otherwise.</param>
internal sealed record CompactionResult(CompactionOutcome Outcome, SystemEntry? Entry, long Before, long After, string? Problem)
{
    /// <summary>Nothing was worth it.</summary>
    public static CompactionResult Nothing { get; } = new(CompactionOutcome.Nothing, null, 0, 0, null);
}
