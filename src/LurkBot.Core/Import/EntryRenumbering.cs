using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>Gives entries other ids and moves along what refers to them.</summary>
internal static class EntryRenumbering
{
    /// <summary>The entries from an index on, as they follow on another history.</summary>
    /// <param name="lastId">The id of the last entry there.</param>
    /// <param name="entries">A whole history.</param>
    /// <param name="from">The index of the first entry that is taken.</param>
    /// <param name="known">For ids of entries before that index, the ids that they have there.</param>
    /// <returns>Entries with ids from <paramref name="lastId"/> + 1; the turn is zero for those that belong to a turn before them.</returns>
    public static IReadOnlyList<Entry> After(long lastId, IReadOnlyList<Entry> entries, int from, IReadOnlyDictionary<long, long> known)
    {
        var ids = new Dictionary<long, long>(known);
        var turns = new Dictionary<long, long>();
        for (var i = 0; i < from; i++)
            turns[entries[i].Turn] = 0;
        var moved = new Entry[entries.Count - from];
        for (var i = 0; i < moved.Length; i++)
        {
            var (entry, id) = (entries[from + i], lastId + 1 + i);
            ids[entry.Id] = id;
            turns.TryAdd(entry.Turn, id);
            moved[i] = EntryReferences.Move(entry, ids) with { Id = id, Turn = turns[entry.Turn] };
        }

        return moved;
    }
}
