namespace LurkBot.Tools;

/// <summary>Tells now and then that a tool's work goes on, so that a turn that waits for it in silence does not count as stalled (RULES LE15).</summary>
internal static class ToolHeartbeat
{
    /// <summary>The time between two beats: half of the shortest time after which a turn may count as stalled.</summary>
    internal static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    /// <summary>Does the work, and tells that it goes on until it ends, but no longer than it may take: work that outlives its own limit hangs.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="work">The work.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="onAlive">Told that it goes on; null for no one.</param>
    /// <param name="time">The clock.</param>
    public static async Task<T> DuringAsync<T>(Func<Task<T>> work, TimeSpan limit, Action? onAlive, TimeProvider time)
    {
        if (onAlive is null)
            return await work();
        var began = time.GetTimestamp();
        await using var beats = time.CreateTimer(
            _ =>
            {
                if (time.GetElapsedTime(began) <= limit)
                    onAlive();
            },
            null,
            Every,
            Every);
        return await work();
    }
}
