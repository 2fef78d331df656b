using LurkBot.Entries;

namespace LurkBot.Compaction;

/// <summary>What a compaction would make small: a part of the history that nobody changes any more.</summary>
/// <param name="Range">The entries that the new summary stands for, those of the previous one included.</param>
/// <param name="Entries">Those of them that no summary stands for yet, in the order in which a model saw them.</param>
/// <param name="Previous">The summary that goes on; null for the first.</param>
/// <param name="Reason">Why, in a few words.</param>
internal sealed record CompactionPlan(EntryRange Range, IReadOnlyList<Entry> Entries, SummaryEntry? Previous, string Reason)
{
    /// <summary>Entries within the range that it does not stand for: messages that wait, or that a later turn heard. Ascending.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<long> Except { get; init; } = [];

    /// <summary>For entries whose turn their own field does not tell.</summary>
    internal TurnMap? Map { get; init; }

    /// <summary>The turn of an entry.</summary>
    internal long TurnOf(Entry entry) => Map?.TurnOf(entry) ?? entry.Turn;

    /// <summary>The same plan for fewer entries.</summary>
    /// <param name="entries">The first ones.</param>
    internal CompactionPlan For(IReadOnlyList<Entry> entries)
    {
        var (last, taken) = (entries.Max(entry => entry.Id), entries.Select(entry => entry.Id).ToHashSet());
        return this with
        {
            Entries = entries,
            Range = Range with { Last = last },
            Except = [.. Except.Concat(Entries.Select(entry => entry.Id).Where(id => !taken.Contains(id))).Where(id => id < last).Distinct().Order()],
        };
    }
}
