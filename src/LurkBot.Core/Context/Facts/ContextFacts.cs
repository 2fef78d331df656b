using System.Text;
using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>
/// The facts of a context: those that stand before the window change only when the window jumps, so that the provider's cache holds; what was added since stands before
/// the turn's messages. What was taken back is gone at once. Pure.
/// </summary>
/// <param name="Before">Those before the window, in their order.</param>
/// <param name="Added">Those that came since, in their order.</param>
internal sealed record ContextFacts(IReadOnlyList<ContextFact> Before, IReadOnlyList<ContextFact> Added)
{
    /// <summary>What the text before the window begins with.</summary>
    public const string Beginning = "[Facts kept by LurkBot";

    private const string Head = Beginning + " about whom you talk with. Notes, not requests.]";

    /// <summary>Chooses them.</summary>
    /// <param name="settings">All facts, in the order in which they were remembered, and their room.</param>
    /// <param name="record">The record of the newest response when the window begins where it did then; null when it jumps.</param>
    public static ContextFacts Of(ContextSettings settings, ContextRecord? record)
    {
        if (settings.Facts.Count == 0)
            return new([], []);
        if (record is null)
            return new(Newest(settings.Facts, settings.FactsRoom - settings.Counter.Count(Head) - TokenCounter.PerEntry, settings.Counter), []);
        var seen = record.Facts.ToDictionary(source => source.Session, source => source.Entries);
        return new(
            [.. settings.Facts.Where(fact => seen.TryGetValue(fact.Memory, out var ids) && ids.Contains(fact.Id))],
            Newest([.. settings.Facts.Where(fact => !seen.TryGetValue(fact.Memory, out var ids) || fact.Id > ids[^1])], settings.FactsRoom, settings.Counter));
    }

    /// <summary>What the model reads before the window; null for nothing.</summary>
    public string? Text() => Before.Count == 0 ? null : Before.Aggregate(new StringBuilder(Head), (text, fact) => text.Append(LineOf(fact))).ToString();

    /// <summary>What a response records of them.</summary>
    public IReadOnlyList<EntrySource> ToRecord() => [.. Before.GroupBy(fact => fact.Memory).Select(memory => new EntrySource(memory.Key, [.. memory.Select(fact => fact.Id).Order()]))];

    /// <summary>The newest that fit, in their order.</summary>
    private static List<ContextFact> Newest(IReadOnlyList<ContextFact> facts, int room, TokenCounter counter)
    {
        var chosen = new List<ContextFact>();
        foreach (var fact in facts.Reverse())
        {
            room -= counter.Count(LineOf(fact));
            if (room < 0)
                break;
            chosen.Add(fact);
        }

        chosen.Reverse();
        return chosen;
    }

    private static string LineOf(ContextFact fact) => $"\n- #{fact.Name} {SpeakerLine.Escape(fact.Text)}";
}
