namespace LurkBot.Schedules;

/// <summary>Due at the times of a cron expression in a zone. A time that a change of the clock skips is due right after it; one that comes twice is due once.</summary>
/// <param name="times">The times.</param>
/// <param name="zone">The zone.</param>
internal sealed class CronRule(CronTimes times, TimeZoneInfo zone) : ScheduleRule
{
    /// <inheritdoc/>
    public override DateTimeOffset? Next(DateTimeOffset after) => times(after, zone)?.ToUniversalTime();
}
