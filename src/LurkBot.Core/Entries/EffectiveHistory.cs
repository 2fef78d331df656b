namespace LurkBot.Entries;

/// <summary>What a history means after its clears and undos: pure functions over entries in the order of their ids.</summary>
internal static class EffectiveHistory
{
    /// <summary>The id of the last clear that was not taken back.</summary>
    /// <returns>Zero when nothing is cleared.</returns>
    public static long LastClear(IReadOnlyList<Entry> entries) => LastClear(entries, Undone(entries));

    private static long LastClear(IReadOnlyList<Entry> entries, IReadOnlySet<long> undone)
    {
        var last = 0L;
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (entries[i] is ClearEntry clear && clear.Id > last && !undone.Contains(clear.Id))
                last = clear.Id;
        }

        return last;
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
    /// <param name="entries">Entries in the order of their ids.</param>
    /// <returns>In the order in which a model sees them. Messages that wait are among them.</returns>
    public static IReadOnlyList<Entry> Visible(IReadOnlyList<Entry> entries) => Visible(TurnMap.Of(entries));

    /// <summary>The entries that stand.</summary>
    /// <param name="map">The turns.</param>
    /// <returns>In the order in which a model sees them. Messages that wait are among them.</returns>
    public static IReadOnlyList<Entry> Visible(TurnMap map)
    {
        var entries = map.Entries;
        var undone = Undone(entries);
        var clear = LastClear(entries, undone);
        if (clear == 0 && undone.Count == 0)
            return entries;
        var turns = UndoneTurns(map, undone);
        return [.. entries.Where(entry => map.PlaceOf(entry) > clear && !undone.Contains(entry.Id) && !((entry.IsOfTurn || map.IsNoted(entry.Id)) && turns.Contains(map.TurnOf(entry))))];
    }

    /// <summary>What an undo takes back: the newest message that waits, or clear, turn, summary, pin or setting that stands.</summary>
    /// <returns>The entry; for a turn its last message. Null when there is nothing.</returns>
    public static Entry? LastUndoable(IReadOnlyList<Entry> entries)
    {
        var map = TurnMap.Of(entries);
        var undone = Undone(entries);
        var clear = LastClear(entries, undone);
        var turns = UndoneTurns(map, undone);
        for (var i = map.Entries.Count - 1; i >= 0 && map.PlaceOf(map.Entries[i]) >= clear; i--)
        {
            var entry = map.Entries[i];
            if (undone.Contains(entry.Id) || map.IsWithdrawn(entry.Id))
                continue;
            if (entry is ClearEntry or CoveringEntry or SettingsEntry || (IsMessage(entry) && entry is not UserEntry { Observed: true } && !turns.Contains(map.TurnOf(entry))))
                return entry;
        }

        return null;
    }

    /// <summary>The turns that were taken back.</summary>
    /// <param name="map">The turns.</param>
    /// <param name="undone">The ids of the entries that were.</param>
    public static IReadOnlySet<long> UndoneTurns(TurnMap map, IReadOnlySet<long> undone) =>
        undone.Count == 0 ? new HashSet<long>() : map.Entries.Where(entry => IsMessage(entry) && undone.Contains(entry.Id)).Select(map.TurnOf).ToHashSet();

    /// <summary>A person's message, also one that was erased: a turn has the id of the message that it begins with.</summary>
    internal static bool IsMessage(Entry entry) => entry is UserEntry || (entry is TombstoneEntry && entry.Id == entry.Turn);
}
