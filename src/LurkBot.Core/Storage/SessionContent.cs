using LurkBot.Entries;

namespace LurkBot.Storage;

/// <summary>A session, read whole.</summary>
/// <param name="Info">What a listing shows of it.</param>
/// <param name="Entries">Its entries.</param>
public sealed record SessionContent(SessionInfo Info, IReadOnlyList<Entry> Entries);
