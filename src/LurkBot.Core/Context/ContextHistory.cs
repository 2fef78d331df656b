using LurkBot.History;

namespace LurkBot.Context;

/// <summary>A history as contexts are cut from it: summaries in place of what they cover, then units in the order of their turns.</summary>
internal sealed class ContextHistory
{
    private readonly List<EntryRange> pins = [];

    private ContextHistory(IReadOnlyList<Entry> visible, ContextSettings settings, bool shortensNow)
    {
        foreach (var entry in visible.OfType<CoveringEntry>())
        {
            if (entry.Range is not { } range)
                continue;
            if (entry is SummaryEntry summary)
                AddSummary(summary, range);
            else if (entry is PinEntry)
                pins.Add(range);
            else
                Shortened.Add(range);
            if (entry is not SummaryEntry)
                LastChange = entry.Id;
        }

        pins = Merge(pins);

        Summaries.Sort((one, other) => one.Range.First.CompareTo(other.Range.First));
        Record = visible.OfType<AssistantEntry>().LastOrDefault(entry => entry.Context is not null)?.Context;
        ShortenedThrough = shortensNow && visible.Count > 0 ? visible[^1].Id : Record?.ShortenedThrough ?? 0;
        foreach (var unit in UnitsOf(visible, settings))
            (Summaries.Exists(summary => summary.Range.Contains(unit.FirstId)) ? Covered : Units).Add(unit);
    }

    /// <summary>The summaries that stand, in the order of what they cover; none lies within another.</summary>
    public List<(SummaryEntry Entry, EntryRange Range)> Summaries { get; } = [];

    /// <summary>Whether anything stays before the model's eyes.</summary>
    public bool HasPins => pins.Count > 0;

    /// <summary>The id of the first entry that is pinned; zero when nothing is.</summary>
    public long PinsFrom => HasPins ? pins[0].First : 0;

    /// <summary>The newest entry that changed what is pinned or shortened; zero when there is none.</summary>
    public long LastChange { get; }

    /// <summary>Where tool results are shown shortened.</summary>
    public List<EntryRange> Shortened { get; } = [];

    /// <summary>What no summary covers.</summary>
    public List<ContextUnit> Units { get; } = [];

    /// <summary>What summaries stand for.</summary>
    public List<ContextUnit> Covered { get; } = [];

    /// <summary>The context that the newest response remembers.</summary>
    public ContextRecord? Record { get; }

    /// <summary>The id up to which long results are shortened for good, since the newest would not have fitted.</summary>
    public long ShortenedThrough { get; }

    /// <summary>Reads a history.</summary>
    /// <param name="entries">Entries in the order of their ids.</param>
    /// <param name="settings">How long results may be.</param>
    /// <param name="shortensNow">Whether those that there are now are, from here on.</param>
    public static ContextHistory Of(IReadOnlyList<Entry> entries, ContextSettings settings, bool shortensNow = false) => new(EffectiveHistory.Visible(entries), settings, shortensNow);

    /// <summary>Whether a unit is pinned.</summary>
    public bool IsPinned(ContextUnit unit)
    {
        var (low, high) = (0, pins.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (pins[middle].Last < unit.FirstId)
                low = middle + 1;
            else
                high = middle;
        }

        return low < pins.Count && unit.LastId >= pins[low].First;
    }

    /// <summary>A summary of what another one covers stands for nothing that is not told already.</summary>
    private void AddSummary(SummaryEntry entry, EntryRange range)
    {
        Summaries.RemoveAll(earlier => range.Contains(earlier.Range));
        if (!Summaries.Exists(earlier => earlier.Range.Contains(range)))
            Summaries.Add((entry, range));
    }

    /// <summary>The same ids in ranges that do not meet, in order.</summary>
    private static List<EntryRange> Merge(List<EntryRange> ranges)
    {
        ranges.Sort((one, other) => one.First.CompareTo(other.First));
        var merged = new List<EntryRange>();
        foreach (var range in ranges)
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last)
                merged[^1] = merged[^1] with { Last = Math.Max(merged[^1].Last, range.Last) };
            else
                merged.Add(range);
        }

        return merged;
    }

    private List<ContextUnit> UnitsOf(IReadOnlyList<Entry> visible, ContextSettings settings)
    {
        var (units, calls) = (new List<ContextUnit>(), new Dictionary<(long Turn, string Call), ContextUnit>());
        foreach (var entry in visible)
        {
            if (entry is ToolEntry tool)
            {
                // A second result of a call, or one without a call, is shown to nobody.
                if (calls.Remove((tool.Turn, tool.ToolCallId), out var step))
                    step.Add(tool, settings.LongestResult);
                continue;
            }

            if (!IsShown(entry))
                continue;
            var unit = new ContextUnit(entry) { IsShortened = settings.Strategy == ContextStrategy.Truncate || entry.Id <= ShortenedThrough || Shortened.Exists(range => range.Contains(entry.Id)) };
            units.Add(unit);
            if (entry is AssistantEntry assistant)
            {
                foreach (var call in assistant.ToolCalls)
                    calls.TryAdd((entry.Turn, call.Id), unit);
            }
        }

        // Turns that ran beside each other are told one after the other.
        units.Sort((one, other) => (one.Turn, one.FirstId).CompareTo((other.Turn, other.FirstId)));
        return units;
    }

    private static bool IsShown(Entry entry) => entry switch
    {
        UserEntry user => user.Attachments.Count > 0 || !string.IsNullOrWhiteSpace(user.Content),
        AssistantEntry assistant => assistant.ToolCalls.Count > 0 || !string.IsNullOrWhiteSpace(assistant.Content),
        _ => false,
    };
}
