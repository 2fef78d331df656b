namespace LurkBot.Storage;

/// <summary>When sessions at rest move on.</summary>
internal sealed class SweepOptions
{
    /// <summary>How long after its last message a session is idle; after twice that it is compacted.</summary>
    /// <value>Default: 1 hour.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long after its last message a compacted session is archived.</summary>
    /// <value>Default: 30 days.</value>
    public TimeSpan ArchiveAfter { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How many bytes sessions and archive may take before the oldest sessions are archived.</summary>
    /// <value>Default: null, any number.</value>
    public long? MaximumDisk { get; init; }

    /// <summary>How long deleted sessions are kept.</summary>
    /// <value>Default: 30 days.</value>
    public TimeSpan TrashAge { get; init; } = TimeSpan.FromDays(30);
}
