namespace LurkBot.Tests.Simulation;

/// <summary>The clock of a process, or of the world. Its wall clock may be wrong; its timers are not.</summary>
internal sealed class SimTime(SimClock clock, SimProcess? owner) : TimeProvider
{
    /// <summary>How far the wall clock is wrong.</summary>
    public TimeSpan Skew { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => clock.Now + Skew;

    public override long GetTimestamp() => clock.Elapsed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(clock, owner, () => callback(state), dueTime, period);

    private sealed class Timer : ITimer
    {
        private readonly SimClock clock;
        private readonly SimProcess? owner;
        private readonly Action run;
        private TimeSpan period;
        private SimEvent? next;

        public Timer(SimClock clock, SimProcess? owner, Action run, TimeSpan due, TimeSpan period)
        {
            (this.clock, this.owner, this.run) = (clock, owner, run);
            Change(due, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            next?.IsCancelled = true;
            this.period = period;
            next = dueTime == Timeout.InfiniteTimeSpan ? null : clock.Schedule(dueTime, owner, Fire);
            return true;
        }

        public void Dispose()
        {
            next?.IsCancelled = true;
            next = null;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire()
        {
            next = period > TimeSpan.Zero ? clock.Schedule(period, owner, Fire) : null;
            run();
        }
    }
}
