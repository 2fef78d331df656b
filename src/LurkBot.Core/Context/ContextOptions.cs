using LurkBot.Compaction;

namespace LurkBot.Context;

/// <summary>What of a conversation the model sees, and when older messages are made small.</summary>
public sealed class ContextOptions
{
    /// <summary>The most tokens of history, system prompt and tools that one call to a model may carry.</summary>
    /// <value>Default: 128000. Range 1000 to 10,000,000. A model with a smaller window gets less.</value>
    public int MaxTokens { get; set; } = 128_000;

    /// <summary>What is shown when not all of it fits.</summary>
    /// <value>Default: <see cref="ContextStrategy.Sliding"/>.</value>
    public ContextStrategy Strategy { get; set; }

    /// <summary>After how many messages since the last summary a session is compacted.</summary>
    /// <value>Default: null; then <see cref="MaxMessages"/>, else 100.</value>
    public int? CompactAfter { get; set; }

    /// <summary>The older name of <see cref="CompactAfter"/>.</summary>
    /// <value>Default: null.</value>
    public int? MaxMessages { get; set; }

    /// <summary>How older messages are made small.</summary>
    /// <value>Default: <see cref="CompactionStrategy.Summarize"/>.</value>
    public CompactionStrategy CompactStrategy { get; set; }

    /// <summary>When and how sessions are compacted that talk with a model.</summary>
    /// <param name="window">The model's window, in tokens.</param>
    /// <param name="context">How the session's contexts are cut.</param>
    public CompactionSettings Compaction(int window, ContextSettings context) => new()
    {
        Strategy = CompactStrategy,
        After = CompactAfter ?? MaxMessages ?? 100,
        Window = window,
        LongestSummary = Math.Clamp(context.MaxTokens / 8, 200, 4_000),
        Context = context,
    };
}
