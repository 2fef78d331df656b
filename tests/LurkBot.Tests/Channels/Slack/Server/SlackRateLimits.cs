namespace LurkBot.Tests.Channels;

/// <summary>The published limits: so many calls a minute per method by its tier, and about one message a second per conversation with short bursts.</summary>
internal sealed class SlackRateLimits
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<DateTimeOffset>> calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> bans = new(StringComparer.Ordinal);

    /// <summary>Whether limits hold.</summary>
    public bool IsOn { get; set; }

    /// <summary>How many messages may come at once to one conversation.</summary>
    public int Burst { get; set; } = 3;

    /// <summary>Calls that came while the app had been told to wait with that method.</summary>
    public int Ignored { get; private set; }

    /// <summary>The seconds that the app must wait before this call; null when it may go.</summary>
    /// <param name="method">The method.</param>
    /// <param name="tier">1 to 4 for 1, 20, 50 or 100 calls a minute; 0 for the limit of messages.</param>
    /// <param name="channel">The conversation of a message.</param>
    /// <param name="now">The time.</param>
    public int? Check(string method, int tier, string? channel, DateTimeOffset now)
    {
        lock (gate)
        {
            if (bans.TryGetValue(method, out var until) && now < until)
            {
                Ignored++;
                return Seconds(until - now);
            }

            if (!IsOn)
                return null;
            var (count, window) = tier == 0 ? (Burst, TimeSpan.FromSeconds(Burst)) : (tier switch { 1 => 1, 2 => 20, 3 => 50, _ => 100 }, TimeSpan.FromMinutes(1));
            var key = tier == 0 ? $"{method} {channel}" : method;
            if (!calls.TryGetValue(key, out var made))
                calls[key] = made = [];
            made.RemoveAll(time => now - time >= window);
            if (made.Count < count)
            {
                made.Add(now);
                return null;
            }

            var seconds = Seconds(made[^count] + window - now);
            // Retry-After stops the method in the workspace, not only there.
            bans[method] = now + TimeSpan.FromSeconds(seconds);
            return seconds;
        }
    }

    /// <summary>Refuses a method for some seconds from now on.</summary>
    public void Ban(string method, int seconds, DateTimeOffset now)
    {
        lock (gate)
            bans[method] = now + TimeSpan.FromSeconds(seconds);
    }

    private static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
}
