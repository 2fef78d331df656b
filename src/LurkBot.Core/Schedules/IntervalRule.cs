namespace LurkBot.Schedules;

/// <summary>Due again and again after the same time, whatever the clocks of a zone do.</summary>
/// <param name="every">The time.</param>
/// <param name="start">What it counts from.</param>
internal sealed class IntervalRule(TimeSpan every, DateTimeOffset start) : ScheduleRule
{
    /// <inheritdoc/>
    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        var passed = after < start ? 0 : (after - start).Ticks / every.Ticks;
        return DateTimeOffset.MaxValue - start <= every * (passed + 1) ? null : start + (every * (passed + 1));
    }
}
