namespace LurkBot.History;

/// <summary>What a history means after its clears and undos: pure functions over entries in the order of their ids.</summary>
public static class EffectiveHistory
{
    /// <summary>The id of the last clear that was not taken back.</summary>
    /// <returns>Zero when nothing is cleared.</returns>
    public static long LastClear(IReadOnlyList<Entry> entries)
    {
        var undone = Undone(entries);
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (entries[i] is ClearEntry clear && !undone.Contains(clear.Id))
                return clear.Id;
        }

        return 0;
    }

    /// <summary>The ids of the entries that were taken back. That of a message stands for its whole turn.</summary>
    public static IReadOnlySet<long> Undone(IReadOnlyList<Entry> entries)
    {
        var undone = new HashSet<long>();
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (entries[i] is UndoEntry { Undoes: { } id } && id < entries[i].Id)
                undone.Add(id);
        }

        return undone;
    }

    /// <summary>The entries that stand: after the last clear, without the turns, settings and summaries that were taken back.</summary>
    public static IReadOnlyList<Entry> Visible(IReadOnlyList<Entry> entries)
    {
        var (clear, undone) = (LastClear(entries), Undone(entries));
        if (entries.Any(entry => entry.Turn == 0))
            entries = WithTurns(entries);
        if (clear == 0 && undone.Count == 0)
            return entries;
        var turns = UndoneTurns(entries, undone);
        return [.. entries.Where(entry => entry.Id > clear && !undone.Contains(entry.Id) && !(entry.IsOfTurn && turns.Contains(entry.Turn)))];
    }

    /// <summary>What an undo takes back: the newest clear, turn, summary, pin or setting that stands.</summary>
    /// <returns>The entry; for a turn its message. Null when there is nothing.</returns>
    public static Entry? LastUndoable(IReadOnlyList<Entry> entries)
    {
        var (clear, undone) = (LastClear(entries), Undone(entries));
        for (var i = entries.Count - 1; i >= 0 && entries[i].Id >= clear; i--)
        {
            if ((IsMessage(entries[i]) || entries[i] is ClearEntry or CoveringEntry or SettingsEntry) && !undone.Contains(entries[i].Id))
                return entries[i];
        }

        return null;
    }

    /// <summary>What another program wrote may name no turn: a message begins one, all else belongs to the one before it.</summary>
    private static List<Entry> WithTurns(IReadOnlyList<Entry> entries)
    {
        var (all, turn) = (new List<Entry>(entries.Count), 0L);
        foreach (var entry in entries)
        {
            turn = entry.Turn > 0 ? entry.Turn : IsMessage(entry) ? entry.Id : turn;
            all.Add(entry.Turn > 0 ? entry : entry with { Turn = turn });
        }

        return all;
    }

    private static HashSet<long> UndoneTurns(IReadOnlyList<Entry> entries, IReadOnlySet<long> undone) =>
        [.. entries.Where(entry => IsMessage(entry) && undone.Contains(entry.Id)).Select(entry => entry.Turn)];

    /// <summary>A person's message, also one that was erased: a turn has the id of the message that it begins with.</summary>
    private static bool IsMessage(Entry entry) => entry is UserEntry || (entry is TombstoneEntry && entry.Id == entry.Turn);
}
