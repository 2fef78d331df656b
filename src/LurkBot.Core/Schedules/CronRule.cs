namespace LurkBot.Schedules;

/// <summary>Due at the times of a cron expression in a zone. A time that a change of the clock skips is due right after it; one that comes twice is due once.</summary>
/// <param name="times">The times.</param>
/// <param name="zone">The zone.</param>
internal sealed class CronRule(CronTimes times, TimeZoneInfo zone) : ScheduleRule
{
    /// <summary>No change of a zone's clock takes longer.</summary>
    private static readonly TimeSpan LongestChange = TimeSpan.FromHours(26);

    /// <inheritdoc/>
    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        var next = times(after, zone)?.ToUniversalTime();
        // Where .NET does not know the hour that a change skips, as in Morocco, the time after a time may be the same time again.
        for (var from = after; next <= after && from - after < LongestChange; next = times(from, zone)?.ToUniversalTime())
            from += TimeSpan.FromMinutes(1);
        return next <= after ? null : next;
    }
}
