using System.Diagnostics.CodeAnalysis;
using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>A history as contexts are cut from it: summaries in place of what they cover, then units in the order of their turns.</summary>
internal sealed class ContextHistory
{
    private readonly List<EntryRange> pins = [];

    private readonly List<ToolEntry> lost = [];

    private readonly List<ITurnMark> ends = [];

    private readonly TurnMap map;

    private ContextHistory(TurnMap map, ContextSettings settings, bool shortensNow)
    {
        this.map = map;
        var visible = EffectiveHistory.Visible(map);
        foreach (var entry in visible)
        {
            // The most frequent kinds come first.
            if (entry is AssistantEntry answer)
                Record = answer.Context ?? Record;
            else if (entry is SystemEntry system)
                Add(system);
        }

        pins = Merge(pins);
        Summaries.Sort((one, other) => one.Range.First.CompareTo(other.Range.First));
        ShortenedThrough = shortensNow && visible.Count > 0 ? visible.Max(entry => entry.Id) : Record?.ShortenedThrough ?? 0;
        foreach (var unit in UnitsOf(visible, settings))
            (Summaries.Exists(summary => summary.Entry.Includes(unit.Place)) ? Covered : Units).Add(unit);
    }

    /// <summary>The summaries that stand, in the order of what they cover; none lies within another.</summary>
    public List<(SummaryEntry Entry, EntryRange Range)> Summaries { get; } = [];

    /// <summary>Whether anything stays before the model's eyes.</summary>
    public bool HasPins => pins.Count > 0;

    /// <summary>The id of the first entry that is pinned; zero when nothing is.</summary>
    public long PinsFrom => HasPins ? pins[0].First : 0;

    /// <summary>The newest entry that changed what is pinned or shortened; zero when there is none.</summary>
    public long LastChange { get; private set; }

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
    public static ContextHistory Of(IReadOnlyList<Entry> entries, ContextSettings settings, bool shortensNow = false) => new(TurnMap.Of(entries, settings.Noted), settings, shortensNow);

    /// <summary>The id of the oldest entry that the window needs from a unit on: its own, and the messages that its turns heard.</summary>
    /// <param name="index">A unit's place among <see cref="Units"/>.</param>
    public long OldestNeeded(int index)
    {
        var oldest = long.MaxValue;
        var turn = index < Units.Count ? Units[index].Turn : 0;
        for (var i = index; i < Units.Count; i++)
            oldest = Math.Min(oldest, OldestOf(Units[i]));
        // A turn without a response ends with an entry that the model does not see; its messages are shown.
        var place = index > 0 && index < Units.Count ? map.PlaceOf(Units[index].Head) : 0;
        foreach (var end in ends.Where(end => ((Entry)end).Id >= place))
            oldest = OldestOf(end, oldest);
        // When the window cuts a turn in two, the turn's questions are shown.
        for (var i = index - 1; i >= 0 && Units[i].Turn == turn; i--)
            oldest = Math.Min(oldest, OldestOf(Units[i]));
        return oldest;
    }

    /// <summary>Whether a result is pinned whose step is older than what was read.</summary>
    /// <param name="first">The oldest entry that was read.</param>
    public bool LacksPinnedStep(long first) => HasPins && lost.Exists(result => result.Turn < first && IsPinned(result.Id));

    /// <summary>Whether a unit is pinned: between its entries may stand messages that another turn heard.</summary>
    public bool IsPinned(ContextUnit unit) => IsPinned(unit.FirstId) || unit.Results.Any(result => IsPinned(result.Id));

    private bool IsPinned(long id)
    {
        var (low, high) = (0, pins.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (pins[middle].Last < id)
                low = middle + 1;
            else
                high = middle;
        }

        return low < pins.Count && pins[low].First <= id;
    }

    private long OldestOf(ContextUnit unit) => OldestOf(unit.Head as ITurnMark, unit.FirstId);

    private long OldestOf(ITurnMark? mark, long oldest)
    {
        foreach (var id in mark?.Heard ?? [])
        {
            if (!Summaries.Exists(summary => summary.Entry.Includes(id)))
                oldest = Math.Min(oldest, id);
        }

        foreach (var id in (mark as AssistantEntry)?.Noted ?? [])
            oldest = Math.Min(oldest, id);
        return oldest;
    }

    private void Add(SystemEntry entry)
    {
        if (entry is ITurnMark { Heard.Count: > 0 } mark)
            ends.Add(mark);
        if (entry is not CoveringEntry { Range: { } range } covering)
            return;
        if (covering is SummaryEntry summary)
        {
            AddSummary(summary, range);
            return;
        }

        AddParts(covering is PinEntry ? pins : Shortened, range, covering.Except);
        LastChange = entry.Id;
    }

    /// <summary>A range without some of its entries, in parts.</summary>
    private static void AddParts(List<EntryRange> ranges, EntryRange range, IReadOnlyList<long> except)
    {
        foreach (var id in except)
        {
            if (!range.Contains(id))
                continue;
            if (id > range.First)
                ranges.Add(range with { Last = id - 1 });
            if (id == range.Last)
                return;
            range = range with { First = id + 1 };
        }

        ranges.Add(range);
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
        var twins = new List<((long Turn, string Call) Key, ContextUnit Unit)>();
        var speakers = SpeakerLine.KindOf(visible, settings.Speakers);
        var (notes, parts) = (new NotedRevisions(map, visible), new Dictionary<(long Place, string PartOf, string? Sender), ContextUnit>());
        foreach (var entry in visible)
        {
            if (entry is ToolEntry tool)
            {
                // A second result of a call, or one without a call, is not shown.
                if (calls.Remove((tool.Turn, tool.ToolCallId), out var step) || TryTakeTwin(twins, tool, out step))
                    step.Add(tool, settings.LongestResult);
                else
                    lost.Add(tool);
                continue;
            }

            if (notes.NoteOf(entry) is { } note)
            {
                units.Add(note);
                continue;
            }

            if (entry is UserEntry part && MessageParts.IsPaste(part.PartOf) && map.PlaceOf(part) != part.Id && !map.IsWithdrawn(part.Id) && IsSeen(part, settings) && !notes.IsHidden(part.Id))
            {
                if (parts.TryGetValue((map.PlaceOf(part), part.PartOf!, part.Sender?.Id), out var text))
                {
                    text.Join(notes.Of(part));
                    continue;
                }

                parts[(map.PlaceOf(part), part.PartOf!, part.Sender?.Id)] = Add(notes.Of(part));
                continue;
            }

            if (!IsShown(entry) || map.IsWithdrawn(entry.Id) || !IsSeen(entry, settings))
                continue;
            var unit = Add(entry is UserEntry message ? notes.Of(message) : entry);
            if (entry is AssistantEntry assistant)
            {
                // An older version kept calls of a step that share an id.
                foreach (var call in assistant.ToolCalls)
                {
                    if (!calls.TryAdd((entry.Turn, call.Id), unit) && calls[(entry.Turn, call.Id)] == unit)
                        twins.Add(((entry.Turn, call.Id), unit));
                }
            }
        }

        return units;

        ContextUnit Add(Entry entry)
        {
            var unit = new ContextUnit(entry, map.TurnOf(entry))
            {
                Place = map.IsNoted(entry.Id) ? map.PlaceOf(entry) : entry.Id,
                Speaker = entry is UserEntry said ? SpeakerLine.Of(said, speakers) : null,
                IsShortened = settings.Strategy == ContextStrategy.Truncate || entry.Id <= ShortenedThrough || Shortened.Exists(range => range.Contains(entry.Id)),
            };
            units.Add(unit);
            return unit;
        }
    }

    /// <summary>Whether a model has seen it, or sees it now.</summary>
    private bool IsSeen(Entry entry, ContextSettings settings) =>
        !(map.IsWaiting(entry.Id) && !settings.Asked.Contains(entry.Id)) && (entry is not UserEntry { Observed: true } || map.IsNoted(entry.Id));

    private static bool TryTakeTwin(List<((long Turn, string Call) Key, ContextUnit Unit)> twins, ToolEntry tool, [NotNullWhen(true)] out ContextUnit? unit)
    {
        var place = twins.FindIndex(twin => twin.Key == (tool.Turn, tool.ToolCallId));
        unit = place < 0 ? null : twins[place].Unit;
        if (place >= 0)
            twins.RemoveAt(place);
        return place >= 0;
    }

    private static bool IsShown(Entry entry) => entry switch
    {
        UserEntry user => user.Attachments.Count > 0 || !string.IsNullOrWhiteSpace(user.Content),
        AssistantEntry assistant => assistant.ToolCalls.Count > 0 || !string.IsNullOrWhiteSpace(assistant.Content),
        _ => false,
    };
}
