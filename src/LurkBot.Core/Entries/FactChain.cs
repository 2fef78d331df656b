namespace LurkBot.Entries;

/// <summary>Which fact takes the place of which: pure.</summary>
internal static class FactChain
{
    /// <summary>The facts that stand: of each chain of wordings the newest, unless it was taken back.</summary>
    /// <param name="entries">All entries of a memory.</param>
    /// <returns>Facts in the order of their ids.</returns>
    public static IReadOnlyList<FactEntry> Standing(IReadOnlyList<Entry> entries)
    {
        var undone = EffectiveHistory.Undone(entries);
        var facts = entries.OfType<FactEntry>().ToList();
        var replaced = facts.Select(fact => fact.Of).OfType<long>().ToHashSet();
        // Two processes may accept the same proposal: the later one counts.
        var last = facts.Where(fact => fact.Of is not null).GroupBy(fact => fact.Of!.Value).ToDictionary(same => same.Key, same => same.Max(fact => fact.Id));
        return [.. facts.Where(fact => !undone.Contains(fact.Id) && !replaced.Contains(fact.Id) && (fact.Of is not { } of || last[of] == fact.Id))];
    }

    /// <summary>All wordings of a fact.</summary>
    /// <param name="entries">All entries of a memory.</param>
    /// <param name="id">One of them.</param>
    /// <returns>Their ids, the given one among them.</returns>
    public static IReadOnlySet<long> Of(IReadOnlyList<Entry> entries, long id)
    {
        var (facts, chain) = (entries.OfType<FactEntry>().ToList(), new HashSet<long> { id });
        while (facts.Exists(fact => fact.Of is { } of && chain.Contains(fact.Id) != chain.Contains(of)))
        {
            foreach (var fact in facts.Where(fact => fact.Of is { } of && (chain.Contains(fact.Id) || chain.Contains(of))))
                chain.UnionWith([fact.Id, fact.Of!.Value]);
        }

        return chain;
    }
}
