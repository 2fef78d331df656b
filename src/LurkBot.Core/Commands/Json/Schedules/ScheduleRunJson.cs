namespace LurkBot.Commands;

/// <summary>One run of a schedule.</summary>
/// <param name="Due">The time that was due; null for a run by hand.</param>
/// <param name="At">When its message was accepted.</param>
/// <param name="Missed">How many earlier times were missed and are covered by it.</param>
/// <param name="Entry">The message's entry in the session.</param>
/// <param name="Fate">waiting, running, asks, answered, silent, failed, refused, cancelled or unknown.</param>
/// <param name="Why">Why it was not answered; null for no reason.</param>
internal sealed record ScheduleRunJson(DateTimeOffset? Due, DateTimeOffset At, int Missed, long Entry, string Fate, string? Why);
