using LurkBot.Sessions;

namespace LurkBot.Doors;

/// <summary>A schedule whose message is durable in its session.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="Key">The session.</param>
/// <param name="Source">The message's source.</param>
/// <param name="Entry">The message's entry.</param>
internal sealed record FiredSchedule(string Schedule, SessionKey Key, string Source, long Entry);
