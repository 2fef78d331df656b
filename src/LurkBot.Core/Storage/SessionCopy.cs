using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>A stored copy of a session, in use, archived or deleted, read whole. One session can have several.</summary>
/// <param name="Name">The store's own name for it.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Key">Its key; null when it is so damaged that nothing tells.</param>
/// <param name="Id">Its id; the default when it is damaged.</param>
/// <param name="Fields">Fields of other programs, such as a title.</param>
/// <param name="Entries">Its entries; of a damaged one those that can be read.</param>
public sealed record SessionCopy(string Name, SessionPlace Place, SessionKey? Key, SessionId Id, IReadOnlyList<UnknownField> Fields, IReadOnlyList<Entry> Entries)
{
    /// <summary>What is wrong with it; null when it is sound.</summary>
    public string? Problem { get; init; }
}
