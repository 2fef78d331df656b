using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>A session from which a tool's result or a fact has text, so that it is erased with what it tells.</summary>
/// <param name="Session">The session.</param>
/// <param name="Entries">The ids of the entries that it is drawn from; none when it tells of the session as a whole.</param>
public sealed record EntrySource(SessionId Session, IReadOnlyList<long> Entries);
