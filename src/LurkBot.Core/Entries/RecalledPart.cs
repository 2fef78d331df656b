using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>A part of an earlier entry that was quoted before a turn's messages.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="From">Where the part begins in its text, in UTF-16 code units.</param>
/// <param name="Length">How long the part is; zero for all of it.</param>
public sealed record RecalledPart(long Entry, int From, int Length)
{
    /// <summary>The session that has the entry; null for the turn's own.</summary>
    public SessionId? Session { get; init; }
}
