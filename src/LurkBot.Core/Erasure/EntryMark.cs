using LurkBot.Entries;

namespace LurkBot.Erasure;

/// <summary>Tells an entry and its copies from all others: a fork keeps id, moment and text.</summary>
/// <param name="Id">Its place.</param>
/// <param name="At">Its moment.</param>
/// <param name="Content">Its text.</param>
internal sealed record EntryMark(long Id, DateTimeOffset At, string Content)
{
    public static EntryMark Of(Entry entry) => new(entry.Id, entry.At, entry.Content);
}
