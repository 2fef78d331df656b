namespace LurkBot.Channels;

/// <summary>How long the channel waits for what; only tests and benchmarks have others.</summary>
internal sealed record TelegramTimes
{
    /// <summary>How long Telegram may hold a poll; it allows 50 seconds.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>How much longer than that an answer may take.</summary>
    public TimeSpan PollGrace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long any other answer may take.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the answer to a file may take.</summary>
    public TimeSpan Upload { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The wait after the first failure of a row; it doubles up to <see cref="LongestWait"/>.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between two tries to hear.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The wait after Telegram refused the token.</summary>
    public TimeSpan Unauthorized { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the group's administrators, as they were told last, are believed.</summary>
    public TimeSpan Administrators { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether Telegram's published pace is kept to; what it asks for is always kept to.</summary>
    public bool KeepsPace { get; init; } = true;

    /// <summary>The wait before a try.</summary>
    /// <param name="failures">How many tries failed in a row.</param>
    public TimeSpan Before(int failures)
    {
        var wait = FirstWait * Math.Pow(2, Math.Clamp(failures - 1, 0, 16));
        return wait < LongestWait ? wait : LongestWait;
    }
}
