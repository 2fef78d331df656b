namespace LurkBot.Entries;

/// <summary>Which messages of a session wait for an answer, and which turns are open: a fold over its entries, kept in the trailer.</summary>
/// <param name="Home">The home whose inbox accepted the newest pending message; null when none is pending.</param>
/// <param name="Pending">Accepted messages that nothing has heard or answered, ascending.</param>
/// <param name="Open">Turns with a response and no end, in the order in which they began.</param>
public sealed record TurnState(string? Home, IReadOnlyList<long> Pending, IReadOnlyList<OpenTurn> Open)
{
    /// <summary>Nothing is pending and no turn is open.</summary>
    public static TurnState Empty { get; } = new(null, [], []);

    /// <summary>The state of a whole history.</summary>
    /// <param name="entries">All entries, in the order of their ids.</param>
    public static TurnState Of(IReadOnlyList<Entry> entries)
    {
        var (state, undone) = (Empty, EffectiveHistory.Undone(entries));
        foreach (var entry in entries)
            state = entry is UserEntry && undone.Contains(entry.Id) ? state : state.Add(entry);
        return undone.Count == 0 || state.Open.Count == 0 ? state : state with { Open = [.. state.Open.Where(turn => !turn.Heard.Any(undone.Contains))] };
    }

    /// <summary>The state with one entry more. An undo needs <see cref="Of"/>.</summary>
    public TurnState Add(Entry entry) => entry switch
    {
        UserEntry { Accepted: { } home, Observed: false } => this with { Home = home, Pending = [.. Pending, entry.Id] },
        ITurnMark mark when mark.Heard.Count > 0 || mark.Answers.Count > 0 => Add(entry, mark),
        _ => this,
    };

    /// <summary>Whether a message may still be answered: it is pending, or an open turn has heard it.</summary>
    public bool CanAnswer(long id) => Pending.Contains(id) || Open.Any(turn => turn.Heard.Contains(id));

    /// <summary>The lowest id that it names; null when nothing is pending or open.</summary>
    public long? First => Pending.Concat(Open.SelectMany(turn => turn.Heard)).Select(id => (long?)id).Min();

    /// <summary>Whether it may be the state of a history, as far as the history's newest entries tell.</summary>
    /// <param name="newest">Those entries, in the order of their ids; all from <see cref="First"/> on, at least.</param>
    public bool Agrees(IReadOnlyList<Entry> newest)
    {
        if (newest.Count == 0)
            return First is null;
        var (seen, first) = (Of(newest), newest[0].Id);
        return Pending.SequenceEqual(seen.Pending)
            && Open.Select(turn => turn.Turn).Order().SequenceEqual(seen.Open.Where(turn => turn.Turn >= first).Select(turn => turn.Turn).Order())
            && Open.SelectMany(turn => turn.Heard).Order().SequenceEqual(seen.Open.Where(turn => turn.Turn >= first).SelectMany(turn => turn.Heard).Order());
    }

    /// <inheritdoc/>
    public bool Equals(TurnState? other) => other is not null && Pending.SequenceEqual(other.Pending) && (Pending.Count == 0 || string.Equals(Home, other.Home, StringComparison.Ordinal))
        && Open.Select(turn => turn.Turn).SequenceEqual(other.Open.Select(turn => turn.Turn)) && Open.SelectMany(turn => turn.Heard).SequenceEqual(other.Open.SelectMany(turn => turn.Heard));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Pending.Count, Open.Count);

    private TurnState Add(Entry entry, ITurnMark mark)
    {
        var ended = mark.Answers.Count > 0;
        var pending = Pending.Count == 0 ? Pending : [.. Pending.Where(id => !mark.Heard.Contains(id) && !mark.Answers.Contains(id))];
        var open = Open;
        if (ended)
        {
            open = open.Count == 0 ? open : [.. open.Where(turn => !turn.Heard.Any(mark.Answers.Contains))];
        }
        else
        {
            var known = open.FirstOrDefault(turn => turn.Turn == entry.Turn);
            open = [.. open.Where(turn => turn != known), new OpenTurn(entry.Turn, known is null ? mark.Heard : [.. known.Heard.Union(mark.Heard).Order()])];
        }

        return this with { Home = pending.Count == 0 ? null : Home, Pending = pending, Open = open };
    }
}
