using System.Runtime.InteropServices;

namespace LurkBot.Entries;

/// <summary>
/// Which turn an entry belongs to, and in which order a model sees entries: pure, told by which response heard which message first.
/// A message stands just before the entry that heard it; an unheard one stands at the end.
/// </summary>
internal sealed class TurnMap
{
    private static readonly Dictionary<long, long> NoMoves = [];

    private static readonly HashSet<long> None = [];

    private readonly Dictionary<long, long> turnOf;
    private readonly Dictionary<long, long> placeOf;
    private readonly HashSet<long> waiting;
    private readonly HashSet<long> withdrawn;
    private readonly HashSet<long> noted;

    private TurnMap(IReadOnlyList<Entry> entries, Dictionary<long, long>? turnOf = null, Dictionary<long, long>? placeOf = null, HashSet<long>? waiting = null, HashSet<long>? withdrawn = null, HashSet<long>? noted = null)
    {
        this.noted = noted ?? None;
        (Entries, this.turnOf, this.placeOf) = (entries, turnOf ?? NoMoves, placeOf ?? NoMoves);
        (this.waiting, this.withdrawn) = (waiting ?? None, withdrawn ?? None);
    }

    /// <summary>All entries, in the order in which a model sees them.</summary>
    public IReadOnlyList<Entry> Entries { get; }

    /// <summary>The turns of a history.</summary>
    /// <param name="entries">Entries in the order of their ids; all, or the newest.</param>
    /// <param name="now">What the call under way notes beside its messages (<see cref="AssistantEntry.Noted"/>); it stands at the end.</param>
    public static TurnMap Of(IReadOnlyList<Entry> entries, IReadOnlyList<long>? now = null)
    {
        var span = entries switch
        {
            Entry[] array => array,
            List<Entry> list => CollectionsMarshal.AsSpan(list),
            _ => [.. entries],
        };
        return (now is { Count: > 0 } ? null : Plain(entries, span)) ?? Arrange(WithTurns(entries), now ?? []);
    }

    /// <summary>The turn that an entry belongs to; of a message that waits, its own id.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    public long TurnOf(Entry entry) => turnOf.Count > 0 && turnOf.TryGetValue(entry.Id, out var turn) ? turn : entry.Turn;

    /// <summary>Where an entry stands among the others, as the id of the entry that it stands at.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <returns>The id of the entry that heard a message first, the largest number for one that waits, else the entry's own id.</returns>
    public long PlaceOf(Entry entry) => placeOf.Count > 0 && placeOf.TryGetValue(entry.Id, out var place) ? place : entry.Id;

    /// <summary>Whether a message was accepted and nothing has heard or answered it; undos are not looked at.</summary>
    /// <param name="id">The message.</param>
    public bool IsWaiting(long id) => waiting.Contains(id);

    /// <summary>Whether a message ended before any model heard it: taken back, expired, refused. No model ever sees it.</summary>
    /// <param name="id">The message.</param>
    public bool IsWithdrawn(long id) => withdrawn.Contains(id);

    /// <summary>Whether a response noted it, or the call under way does: overheard messages, corrections and files that arrived are shown only then.</summary>
    /// <param name="id">The entry.</param>
    public bool IsNoted(long id) => noted.Contains(id);

    /// <summary>Whether an entry is seen where a response notes it, not where it was written.</summary>
    public static bool IsNote(Entry entry) => entry is UserEntry { Observed: true } or AttachmentEntry or CorrectionEntry;

    /// <summary>The turns that have a response of this version and no end.</summary>
    /// <returns>Each with its entries, in their order.</returns>
    public IReadOnlyList<IReadOnlyList<Entry>> OpenTurns()
    {
        var state = TurnState.Of([.. Entries.OrderBy(entry => entry.Id)]);
        return [.. state.Open.Select(open => (IReadOnlyList<Entry>)[.. Entries.Where(entry => entry.IsOfTurn && TurnOf(entry) == open.Turn)])];
    }

    /// <summary>The messages of a turn, in the order in which they were heard.</summary>
    /// <param name="turn">The turn's id.</param>
    public IReadOnlyList<UserEntry> QuestionsOf(long turn) => [.. Entries.OfType<UserEntry>().Where(entry => !entry.Observed && TurnOf(entry) == turn)];

    /// <summary>What another program wrote may name no turn: a message begins one, all else belongs to the one before it.</summary>
    private static IReadOnlyList<Entry> WithTurns(IReadOnlyList<Entry> entries)
    {
        var isWhole = true;
        for (var i = 0; i < entries.Count && isWhole; i++)
            isWhole = entries[i].Turn != 0;
        if (isWhole)
            return entries;
        var (all, turn) = (new List<Entry>(entries.Count), 0L);
        foreach (var entry in entries)
        {
            turn = entry.Turn > 0 ? entry.Turn : EffectiveHistory.IsMessage(entry) ? entry.Id : turn;
            all.Add(entry.Turn > 0 ? entry : entry with { Turn = turn });
        }

        return all;
    }

    /// <summary>
    /// The map of a history in which each message is followed at once by the turn that heard it alone, and only messages that wait
    /// follow the last: nothing moves. This is looked at before each call to a model.
    /// </summary>
    /// <returns>Null when the entries have to be arranged.</returns>
    private static TurnMap? Plain(IReadOnlyList<Entry> entries, ReadOnlySpan<Entry> span)
    {
        var (turn, asked, i) = (0L, 0L, 0);
        for (; i < span.Length; i++)
        {
            var entry = span[i];
            if (entry.Turn == 0)
                return null;
            // The most frequent kinds come first.
            var mark = entry is UserEntry or ToolEntry ? null : entry is AssistantEntry answer ? answer : entry as ITurnMark;
            // A clear, too, may stand between a message and what heard it.
            if (asked > 0 && (mark is not { Heard: [var heard] } || heard != asked || entry.Turn != asked))
                break;
            if ((asked == 0 && mark is { Heard.Count: > 0 }) || mark is AssistantEntry { Noted.Count: > 0 })
                return null;
            if (!entry.IsOfTurn)
            {
                asked = 0;
                continue;
            }

            if (entry.Turn < turn)
                return null;
            turn = entry.Turn;
            asked = IsAccepted(entry) ? entry.Id : 0;
        }

        if (asked == 0)
            return new TurnMap(entries);
        var (places, waiting) = (new Dictionary<long, long>(), new HashSet<long>());
        foreach (var entry in span[(i - 1)..])
        {
            if (!IsAccepted(entry) || entry.Turn == 0)
                return null;
            places[entry.Id] = long.MaxValue;
            waiting.Add(entry.Id);
        }

        return new TurnMap(entries, placeOf: places, waiting: waiting);
    }

    private static bool IsAccepted(Entry entry) => entry is UserEntry { Accepted: not null, Observed: false };

    private static TurnMap Arrange(IReadOnlyList<Entry> entries, IReadOnlyList<long> now)
    {
        var notedBy = NotersOf(entries);
        var (heardBy, answered) = (new Dictionary<long, Entry>(), new HashSet<long>());
        foreach (var entry in entries)
        {
            if (entry is not ITurnMark mark)
                continue;
            foreach (var id in mark.Heard)
                heardBy.TryAdd(id, entry);
            answered.UnionWith(mark.Answers);
        }

        var (turnOf, placeOf, waiting, withdrawn, noted) = (new Dictionary<long, long>(), new Dictionary<long, long>(), new HashSet<long>(), new HashSet<long>(), new HashSet<long>());
        foreach (var entry in entries)
        {
            if (IsNote(entry))
            {
                if (now.Contains(entry.Id))
                    placeOf[entry.Id] = long.MaxValue;
                else if (notedBy.TryGetValue(entry.Id, out var noter))
                    (turnOf[entry.Id], placeOf[entry.Id]) = (noter.Turn, noter.Id);
                if (placeOf.ContainsKey(entry.Id))
                    noted.Add(entry.Id);
                if (noted.Contains(entry.Id) || entry is UserEntry { Observed: true })
                    continue;
            }

            if (!EffectiveHistory.IsMessage(entry))
                continue;
            if (heardBy.TryGetValue(entry.Id, out var hearer))
            {
                (turnOf[entry.Id], placeOf[entry.Id]) = (hearer.Turn, hearer.Id);
            }
            else if (IsAccepted(entry))
            {
                placeOf[entry.Id] = answered.Contains(entry.Id) ? entry.Id : long.MaxValue;
                (answered.Contains(entry.Id) ? withdrawn : waiting).Add(entry.Id);
            }
        }

        var map = new TurnMap(entries, turnOf, placeOf, waiting, withdrawn, noted);
        // Turns that ran beside each other are told one after the other.
        var start = new Dictionary<long, long>();
        foreach (var entry in entries)
        {
            if (entry is not SystemEntry && !waiting.Contains(entry.Id) && !withdrawn.Contains(entry.Id))
                start[map.TurnOf(entry)] = Math.Min(map.PlaceOf(entry), start.GetValueOrDefault(map.TurnOf(entry), long.MaxValue));
        }

        var keyed = new ((long Start, long Place, int Kind, long Id) Key, Entry Entry)[entries.Count];
        var current = 0L;
        for (var i = 0; i < keyed.Length; i++)
        {
            var entry = entries[i];
            var place = map.PlaceOf(entry);
            // What is of no turn, or only names one that had not begun yet, stays behind what was written before it.
            var isOfTurn = !withdrawn.Contains(entry.Id) && start.TryGetValue(map.TurnOf(entry), out var begin) && begin <= place;
            var first = place == long.MaxValue ? long.MaxValue : isOfTurn ? start[map.TurnOf(entry)] : current;
            keyed[i] = ((first, place, EffectiveHistory.IsMessage(entry) || noted.Contains(entry.Id) ? 0 : 1, entry.Id), entry);
            current = place == entry.Id ? first : current;
        }

        Array.Sort(keyed, (one, other) => one.Key.CompareTo(other.Key));
        return new TurnMap([.. keyed.Select(item => item.Entry)], turnOf, placeOf, waiting, withdrawn, noted);
    }

    /// <summary>Which response noted an entry; the last one, since the turn of an earlier one was taken back.</summary>
    private static Dictionary<long, Entry> NotersOf(IReadOnlyList<Entry> entries)
    {
        var notedBy = new Dictionary<long, Entry>();
        foreach (var entry in entries)
        {
            foreach (var id in (entry as AssistantEntry)?.Noted ?? [])
                notedBy[id] = entry;
        }

        return notedBy;
    }
}
