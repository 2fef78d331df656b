using LurkBot.History;

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
            moved[i] = entry with { Id = id, Turn = turns[entry.Turn] };
            if (moved[i] is UndoEntry { Undoes: { } undone } undo)
                moved[i] = undo with { Undoes = ids.GetValueOrDefault(undone, undone) };
            else if (moved[i] is CoveringEntry covering && ((CoveringEntry)entry).Range is { } range)
                moved[i] = covering with { Covers = Moved(range, ids) };
            else if (moved[i] is AssistantEntry { Context: not null } assistant)
                moved[i] = assistant with { Context = null };
        }

        return moved;
    }

    /// <summary>The range of what is left of another: entries at its ends can be missing.</summary>
    private static EntryRange Moved(EntryRange range, Dictionary<long, long> ids)
    {
        var inside = ids.Where(pair => range.Contains(pair.Key)).Select(pair => pair.Value).ToList();
        return inside.Count == 0 ? range : new EntryRange(inside.Min(), inside.Max());
    }
}
