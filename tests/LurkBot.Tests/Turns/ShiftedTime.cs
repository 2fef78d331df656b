namespace LurkBot.Tests.Turns;

/// <summary>A clock that a test sets, with the system's timers: a lock that a forked child shares for a moment is waited for.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private TimeSpan shift;

    /// <summary>Lets time pass at once.</summary>
    public void Advance(TimeSpan time) => shift += time;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;
}
