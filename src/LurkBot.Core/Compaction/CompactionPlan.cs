using LurkBot.History;

namespace LurkBot.Compaction;

/// <summary>What a compaction would make small: a part of the history that nobody changes any more.</summary>
/// <param name="Range">The entries that the new summary stands for, those of the previous one included.</param>
/// <param name="Entries">Those of them that no summary stands for yet, in their order.</param>
/// <param name="Previous">The summary that goes on; null for the first.</param>
/// <param name="Reason">Why, in a few words.</param>
public sealed record CompactionPlan(EntryRange Range, IReadOnlyList<Entry> Entries, SummaryEntry? Previous, string Reason);
