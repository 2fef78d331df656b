namespace LurkBot.Channels;

/// <summary>How long the channel waits for what; only tests have others.</summary>
internal sealed record SlackTimes
{
    /// <summary>How long an answer may take.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the answer to a file may take.</summary>
    public TimeSpan Upload { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a new socket may take to greet.</summary>
    public TimeSpan Hello { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a socket is asked whether it lives.</summary>
    public TimeSpan Ping { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the answer to that may take: with <see cref="Ping"/> a dead socket is noticed within 40 seconds (CHANNELS S6).</summary>
    public TimeSpan Pong { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a socket that another took the place of stays open for acknowledgements.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The wait after the first failure of a row; it doubles up to <see cref="LongestWait"/>.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries to hear.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait after Slack refused a token, or Socket Mode is off.</summary>
    public TimeSpan Unauthorized { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long what is known of a person is believed.</summary>
    public TimeSpan People { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a name may take to be looked up, within the three seconds in which an event must be acknowledged.</summary>
    public TimeSpan LookUp { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The time between two edits in a workspace (CHANNELS S20).</summary>
    public TimeSpan BetweenEdits { get; init; } = TimeSpan.FromSeconds(1.2);

    /// <summary>The time between two messages in a channel (CHANNELS S18).</summary>
    public TimeSpan BetweenMessages { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a stream is written to: Slack ends it after about five minutes (CHANNELS S33).</summary>
    public TimeSpan Stream { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How long Slack holds events back that are too many: it says so once a minute (CHANNELS S11).</summary>
    public TimeSpan EventLimit { get; init; } = TimeSpan.FromSeconds(75);

    /// <summary>The wait before an edit that Slack refused because the message still streams is made again.</summary>
    public TimeSpan StillStreams { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a file that was uploaded may take to be shared.</summary>
    public TimeSpan Sharing { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far before the last message that was taken a history is read again: events that came late are in it.</summary>
    public TimeSpan Overlap { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The wait before a try.</summary>
    /// <param name="failures">How many tries failed in a row.</param>
    public TimeSpan Before(int failures)
    {
        var wait = FirstWait * Math.Pow(2, Math.Clamp(failures - 1, 0, 16));
        return wait < LongestWait ? wait : LongestWait;
    }
}
