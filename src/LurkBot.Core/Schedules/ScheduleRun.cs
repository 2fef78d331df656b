namespace LurkBot.Schedules;

/// <summary>One time that a schedule ran.</summary>
/// <param name="Source">The source of its message.</param>
/// <param name="Due">The time that was due; null for a run by hand.</param>
/// <param name="At">When its message was accepted.</param>
/// <param name="Entry">The message's entry in the session.</param>
/// <param name="Missed">How many earlier due times had been missed and are covered by this run; at most <see cref="DueTimes.MostCounted"/>.</param>
internal sealed record ScheduleRun(string Source, DateTimeOffset? Due, DateTimeOffset At, long Entry, int Missed);
