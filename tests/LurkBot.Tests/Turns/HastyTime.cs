namespace LurkBot.Tests.Turns;

/// <summary>A clock on which each wait is over at once, and has lasted as long as it should. Intervals keep the system's pace.</summary>
/// <param name="now">The moment at which it begins.</param>
internal sealed class HastyTime(DateTimeOffset now) : TimeProvider
{
    private readonly Lock gate = new();
    private DateTimeOffset now = now;

    /// <summary>Called before each wait is over, with its number, from 1.</summary>
    public Func<int, Task> OnWait { get; set; } = _ => Task.CompletedTask;

    /// <summary>How many waits there were.</summary>
    public int Waits { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan time)
    {
        lock (gate)
            now += time;
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan || dueTime == Timeout.InfiniteTimeSpan)
            return System.CreateTimer(callback, state, dueTime, period);
        var timer = new Wait();
        _ = Task.Run(async () =>
        {
            await OnWait(++Waits);
            Advance(dueTime);
            if (!timer.IsOver)
                callback(state);
        });
        return timer;
    }

    private sealed class Wait : ITimer
    {
        public bool IsOver { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => false;

        public void Dispose() => IsOver = true;

        public ValueTask DisposeAsync()
        {
            IsOver = true;
            return ValueTask.CompletedTask;
        }
    }
}
