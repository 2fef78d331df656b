namespace LurkBot.History;

/// <summary>What a history means after its clears and undos: pure functions over entries.</summary>
public static class EffectiveHistory
{
    /// <summary>The id of the last clear that was not taken back.</summary>
    /// <param name="entries">Entries in the order of their ids.</param>
    /// <returns>Zero when nothing is cleared.</returns>
    public static long LastClear(IReadOnlyList<Entry> entries)
    {
        var undone = new HashSet<long>();
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (entries[i] is SystemEntry { Kind: SystemKinds.Undo, Undoes: { } id })
                undone.Add(id);
            else if (entries[i] is SystemEntry { Kind: SystemKinds.Clear } clear && !undone.Contains(clear.Id))
                return clear.Id;
        }

        return 0;
    }

    /// <summary>The entries after the last clear that stands.</summary>
    /// <param name="entries">Entries in the order of their ids.</param>
    /// <returns>What the model may see.</returns>
    public static IReadOnlyList<Entry> Visible(IReadOnlyList<Entry> entries)
    {
        var clear = LastClear(entries);
        return clear == 0 ? entries : [.. entries.Where(entry => entry.Id > clear)];
    }
}
