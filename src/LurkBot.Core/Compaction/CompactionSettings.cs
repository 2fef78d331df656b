using LurkBot.Context;

namespace LurkBot.Compaction;

/// <summary>When and how a session is compacted.</summary>
internal sealed record CompactionSettings
{
    /// <summary>How older entries are made small.</summary>
    /// <value>Default: <see cref="CompactionStrategy.Summarize"/>.</value>
    public CompactionStrategy Strategy { get; init; }

    /// <summary>After how many messages since the last summary; a summary leaves the newest half of so many as they are.</summary>
    /// <value>Default: null, the tokens alone decide.</value>
    public int? After { get; init; }

    /// <summary>The window of the model that summarizes, in tokens.</summary>
    /// <value>Default: 128000.</value>
    public int Window { get; init; } = 128_000;

    /// <summary>The most tokens of a summary.</summary>
    /// <value>Default: 2000.</value>
    public int LongestSummary { get; init; } = 2_000;

    /// <summary>How long nothing may come from the model before it counts as failed.</summary>
    /// <value>Default: 60 seconds.</value>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How the session's contexts are cut.</summary>
    public ContextSettings Context { get; init; } = new();
}
