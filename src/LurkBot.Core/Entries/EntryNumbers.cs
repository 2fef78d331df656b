namespace LurkBot.Entries;

/// <summary>Gives entries their ids and turns as they are stored.</summary>
internal static class EntryNumbers
{
    /// <summary>Numbers an entry.</summary>
    /// <param name="entry">The entry; a turn of zero begins one when it is a user's, and else belongs to the newest.</param>
    /// <param name="id">The next id.</param>
    /// <param name="newestTurn">The turn of the entry before it.</param>
    /// <returns>
    /// The entry with id and turn. A turn is named by the id of its first entry, so that two processes that begin one at the
    /// same time never name it alike.
    /// </returns>
    public static Entry Number(Entry entry, long id, long newestTurn) => entry with
    {
        Id = id,
        Turn = entry.Turn > 0 ? entry.Turn : entry is UserEntry ? id : newestTurn,
    };

    /// <summary>Numbers entries that follow on a history.</summary>
    public static IEnumerable<Entry> Continue(IReadOnlyList<Entry> history, IEnumerable<Entry> added)
    {
        var (id, turn) = history.Count == 0 ? (0L, 0L) : (history[^1].Id, history[^1].Turn);
        foreach (var entry in added)
        {
            var numbered = Number(entry, ++id, turn);
            turn = numbered.Turn;
            yield return numbered;
        }
    }

    /// <summary>Numbers a whole history; entries that have an id keep it.</summary>
    public static IReadOnlyList<Entry> NumberAll(IReadOnlyList<Entry> entries)
    {
        var numbered = new Entry[entries.Count];
        var (id, turn) = (0L, 0L);
        for (var i = 0; i < numbered.Length; i++)
        {
            numbered[i] = entries[i].Id > 0 ? entries[i] : Number(entries[i], id + 1, turn);
            (id, turn) = (numbered[i].Id, numbered[i].Turn);
        }

        return numbered;
    }
}
