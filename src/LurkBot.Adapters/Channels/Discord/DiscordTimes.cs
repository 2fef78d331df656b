namespace LurkBot.Channels;

/// <summary>How long the channel waits for what; only tests and benchmarks have others.</summary>
internal sealed record DiscordTimes
{
    /// <summary>How long an answer may take.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the answer to a file may take.</summary>
    public TimeSpan Upload { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a part waits for its place; what must wait longer goes back to the ledger, where a crash does no harm to it.</summary>
    public TimeSpan Place { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait after the first failure of a row; it doubles up to <see cref="LongestWait"/>.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries to hear.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait after Discord refused the token or what the bot asks for: until the owner has changed something.</summary>
    public TimeSpan Refused { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a connection may take to say hello, and to say that a session began or goes on.</summary>
    public TimeSpan Hello { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The time between two new sessions: Discord allows one in five seconds.</summary>
    public TimeSpan BetweenSessions { get; init; } = TimeSpan.FromSeconds(5.5);

    /// <summary>The shortest wait after a session was called invalid; the longest is five times as long (CHANNELS D6).</summary>
    public TimeSpan Invalid { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Spreads clients, so that not all of the world come at once; between 0 and 1.</summary>
#pragma warning disable CA5394 // It hides nothing.
    public Func<double> Spread { get; init; } = Random.Shared.NextDouble;
#pragma warning restore CA5394

    /// <summary>How long a new session waits for its servers before it looks for what was missed.</summary>
    public TimeSpan Guilds { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a token for answering an interaction is used; Discord takes it for 15 minutes.</summary>
    public TimeSpan Interaction { get; init; } = TimeSpan.FromMinutes(14);

    /// <summary>The patience of an ordinary request.</summary>
    public DiscordPatience Ordinary => new(Place, Request);

    /// <summary>The patience of what is not worth a wait.</summary>
    public DiscordPatience Hasty => new(TimeSpan.Zero, Place);

    /// <summary>The wait before a try.</summary>
    /// <param name="failures">How many tries failed in a row.</param>
    public TimeSpan Before(int failures)
    {
        var wait = FirstWait * Math.Pow(2, Math.Clamp(failures - 1, 0, 16));
        return wait < LongestWait ? wait : LongestWait;
    }
}
