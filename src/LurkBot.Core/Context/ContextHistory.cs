using LurkBot.History;

namespace LurkBot.Context;

/// <summary>A history as contexts are cut from it: summaries in place of what they cover, then units in the order of their turns.</summary>
internal sealed class ContextHistory
{
    private ContextHistory(IReadOnlyList<Entry> visible, ContextSettings settings, bool shortensNow)
    {
        foreach (var entry in visible.OfType<SystemEntry>())
        {
            if (EntryRange.Of(entry) is not { } range)
                continue;
            if (entry.Kind == SystemKinds.Summary)
            {
                Summaries.RemoveAll(earlier => range.Contains(earlier.Range));
                Summaries.Add((entry, range));
            }
            else if (entry.Kind == SystemKinds.Pin)
            {
                Pins.Add(range);
            }
            else if (entry.Kind == SystemKinds.Shorten)
            {
                Shortened.Add(range);
            }
        }

        Summaries.Sort((one, other) => one.Range.First.CompareTo(other.Range.First));
        Record = visible.OfType<AssistantEntry>().Reverse().Select(ContextRecord.Of).FirstOrDefault(record => record is not null);
        ShortenedThrough = shortensNow && visible.Count > 0 ? visible[^1].Id : Record?.ShortenedThrough ?? 0;
        foreach (var unit in UnitsOf(visible, settings))
            (Summaries.Exists(summary => summary.Range.Contains(unit.FirstId)) ? Covered : Units).Add(unit);
    }

    /// <summary>The summaries that stand, in the order of what they cover; none lies within another.</summary>
    public List<(SystemEntry Entry, EntryRange Range)> Summaries { get; } = [];

    /// <summary>What stays before the model's eyes.</summary>
    public List<EntryRange> Pins { get; } = [];

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
    public bool IsPinned(ContextUnit unit) => Pins.Exists(pin => unit.FirstId <= pin.Last && unit.LastId >= pin.First);

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
        UserEntry user => user.Attachments is not null || !string.IsNullOrWhiteSpace(user.Content),
        AssistantEntry assistant => assistant.ToolCalls.Count > 0 || !string.IsNullOrWhiteSpace(assistant.Content),
        _ => false,
    };
}
