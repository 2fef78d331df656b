namespace LurkBot.Channels;

/// <summary>Ends a turn in which nothing happens: it alone, whatever waits behind it (RULES LE15).</summary>
/// <param name="timeout">How long nothing may happen.</param>
/// <param name="time">The clock.</param>
internal sealed class StallWatch(TimeSpan timeout, TimeProvider time)
{
    private long last = time.GetTimestamp();

    /// <summary>Something happened.</summary>
    public void Progress() => Interlocked.Exchange(ref last, time.GetTimestamp());

    /// <summary>Watches until it is disposed of.</summary>
    /// <param name="stop">Ends the turn; called once for each stall.</param>
    public IDisposable Begin(Func<Task> stop)
    {
        var period = timeout / 4;
        return time.CreateTimer(
            _ =>
            {
                if (time.GetElapsedTime(Interlocked.Read(ref last)) < timeout)
                    return;
                Progress();
                _ = StopAsync(stop);
            },
            null,
            period,
            period);
    }

    private static async Task StopAsync(Func<Task> stop) => await stop().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
