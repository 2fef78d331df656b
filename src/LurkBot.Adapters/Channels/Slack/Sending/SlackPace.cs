namespace LurkBot.Channels;

/// <summary>Keeps to the pace that Slack asks for: what comes too soon waits, nothing is dropped. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="between">The time between two, on average.</param>
/// <param name="burst">So many may follow each other at once.</param>
internal sealed class SlackPace(TimeProvider time, TimeSpan between, int burst)
{
    private const int Kept = 4096;

    private readonly Lock gate = new();
    private readonly Dictionary<string, DateTimeOffset> next = new(StringComparer.Ordinal);

    /// <summary>Takes the next place, in order, and waits for it.</summary>
    /// <param name="lane">Whose.</param>
    /// <param name="longest">A place that is further away is not taken.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null once it has its place; else how long it is to the next one.</returns>
    public async ValueTask<TimeSpan?> WaitAsync(string lane, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (Take(lane, longest) is not { } wait)
            return null;
        if (wait > longest)
            return wait;
        await Task.Delay(wait, time, cancellationToken);
        return null;
    }

    /// <summary>Takes a place.</summary>
    /// <returns>How long to wait for it, null for not at all; more than the longest where it was not taken.</returns>
    private TimeSpan? Take(string lane, TimeSpan longest)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            // Unused places are kept for a burst.
            var earliest = now - (between * (burst - 1));
            var at = next.GetValueOrDefault(lane);
            if (at < earliest || at > now + TimeSpan.FromMinutes(2))
                at = earliest;
            if (at - now > longest)
                return at - now;
            if (next.Count >= Kept)
                next.Clear();
            next[lane] = at + between;
            return at > now ? at - now : null;
        }
    }
}
