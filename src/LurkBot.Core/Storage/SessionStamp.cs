using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>A stored session as a feed of changes names it.</summary>
/// <param name="Name">The store's own name for it: that of a file, or an id. It holds until the session is renamed, archived or restored.</param>
/// <param name="Key">Its key; null when it cannot be read.</param>
/// <param name="Version">Another text whenever something was written, also for other instances and later processes; empty when that cannot be told yet.</param>
/// <param name="WrittenAt">When it was written last.</param>
public sealed record SessionStamp(string Name, SessionKey? Key, string Version, DateTimeOffset WrittenAt);
