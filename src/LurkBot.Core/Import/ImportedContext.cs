using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>
/// Writes down, where it is known, that nothing of an imported history is summarized, pinned or shortened: the first context of a long
/// one is then cut from its end alone, instead of from all of it.
/// </summary>
internal static class ImportedContext
{
    /// <summary>A shorter history is read whole in no time, and stays what it was to the byte.</summary>
    private const int Long = 1_000;

    /// <summary>The history with a record at its newest response.</summary>
    /// <param name="entries">The history.</param>
    /// <returns>The same when it is short, or holds what changes contexts, such as a summary, or contexts of its own.</returns>
    public static IReadOnlyList<Entry> Mark(IReadOnlyList<Entry> entries)
    {
        if (entries.Count < Long)
            return entries;
        var newest = -1;
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i] is CoveringEntry or ClearEntry or UndoEntry or OtherEntry or OtherSystemEntry or AssistantEntry { Context: not null })
                return entries;
            newest = entries[i] is AssistantEntry ? i : newest;
        }

        if (newest < 0)
            return entries;
        var marked = entries.ToArray();
        marked[newest] = (AssistantEntry)entries[newest] with { Context = ContextRecord.Imported };
        return marked;
    }
}
