using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>A clock that is set while time passes; timers go on.</summary>
internal sealed class SetClock : TimeProvider
{
    /// <summary>The time that passes.</summary>
    public FakeTimeProvider Time { get; } = new();

    /// <summary>How far the clock is set.</summary>
    public TimeSpan Set { get; set; }

    public override long TimestampFrequency => Time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => Time.GetUtcNow() + Set;

    public override long GetTimestamp() => Time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Time.CreateTimer(callback, state, dueTime, period);
}
