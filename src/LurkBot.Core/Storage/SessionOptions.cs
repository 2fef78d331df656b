using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>How sessions are kept and when they rest.</summary>
internal sealed class SessionOptions
{
    /// <summary>How long after its last activity a session counts as idle.</summary>
    /// <value>Default: 3600 seconds. Range 1 second to 10 years.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3600);

    /// <summary>Whether conversations are written to disk.</summary>
    /// <value>Default: true. When false, nothing that is said is written anywhere.</value>
    public bool Persistence { get; set; } = true;

    /// <summary>Whether a turn holds its session against other processes.</summary>
    /// <value>Default: true.</value>
    public bool Locking { get; set; } = true;

    /// <summary>How long a message waits for another turn of its session before its door takes it back.</summary>
    /// <value>Default: 30 seconds. Range 0 to 1 day.</value>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What happens with a message that comes while its session answers another one.</summary>
    /// <value>Default: <see cref="QueueMode.Collect"/>.</value>
    public QueueMode QueueMode { get; set; }

    /// <summary>How long a message may wait for its answer before it ends unanswered.</summary>
    /// <value>Default: 24 hours. Range 1 minute to 1 year.</value>
    public TimeSpan PendingMaxAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>When writes are made safe against a power cut.</summary>
    /// <value>Default: <see cref="SessionSync.Step"/>.</value>
    public SessionSync Sync { get; set; } = SessionSync.Step;

    /// <summary>How long after its last message a session is archived.</summary>
    /// <value>Default: 30 days.</value>
    public TimeSpan ArchiveAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How many bytes sessions may take before the oldest are archived.</summary>
    /// <value>Default: null, any number.</value>
    public long? MaximumDisk { get; set; }
}
