namespace LurkBot.Schedules;

/// <summary>A run that has begun: written down before its message is accepted, so that the next process knows where to look for the message.</summary>
/// <param name="Source">The source of its message.</param>
/// <param name="Due">The time that is due; null for a run by hand.</param>
/// <param name="Missed">How many earlier due times were missed.</param>
/// <param name="After">The session's newest entry before the message; zero when there was no session.</param>
internal sealed record ScheduleFiring(string Source, DateTimeOffset? Due, int Missed, long After);
