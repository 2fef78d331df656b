namespace LurkBot.Doors;

/// <summary>How many sessions a process keeps open.</summary>
internal sealed record SessionHubOptions
{
    /// <summary>The most bytes that open sessions may take while no one uses them.</summary>
    /// <value>Default: 128 MiB.</value>
    public long MemoryBudget { get; init; } = 128L << 20;

    /// <summary>How long a session that no one uses stays open.</summary>
    /// <value>Default: 10 minutes.</value>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether replies are asked for piece by piece.</summary>
    /// <value>Default: true.</value>
    public bool Stream { get; init; } = true;
}
