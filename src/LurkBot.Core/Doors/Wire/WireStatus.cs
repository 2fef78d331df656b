namespace LurkBot.Doors;

/// <summary>What a gateway says about itself.</summary>
internal sealed record WireStatus
{
    /// <summary><c>ready</c>, or why it is not: <c>recovering</c>, <c>stopping</c>, <c>disk_full</c>, <c>home_unwritable</c>.</summary>
    public required string State { get; init; }

    /// <summary>Its process.</summary>
    public int Pid { get; init; }

    /// <summary>When it began to listen.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>Where it listens.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>How many sessions are open in it.</summary>
    public int SessionsOpen { get; init; }

    /// <summary>How many turns are under way.</summary>
    public int Turns { get; init; }

    /// <summary>How many messages wait behind them.</summary>
    public int Waiting { get; init; }

    /// <summary>The memory that it uses, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Whether sessions are kept on disk.</summary>
    public bool Persistence { get; init; }

    /// <summary>What its parts say, such as channels.</summary>
    public IReadOnlyDictionary<string, string> Parts { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
