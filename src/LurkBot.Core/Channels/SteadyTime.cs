namespace LurkBot.Channels;

/// <summary>A clock that is never set: it shows the time at which it began, and what has passed since. For waits and paces, which a clock that is set must not make longer or shorter.</summary>
/// <param name="time">The clock.</param>
internal sealed class SteadyTime(TimeProvider time) : TimeProvider
{
    private readonly DateTimeOffset began = time.GetUtcNow();
    private readonly long start = time.GetTimestamp();

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => time.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => began + time.GetElapsedTime(start);

    /// <inheritdoc/>
    public override long GetTimestamp() => time.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
