using LurkBot.Context;

namespace LurkBot.Compaction;

/// <summary>When and how older messages are compacted.</summary>
internal sealed class CompactionOptions
{
    /// <summary>After how many messages since the last summary a session is compacted.</summary>
    /// <value>Default: null; then <see cref="MaxMessages"/>, else the tokens alone decide.</value>
    public int? After { get; set; }

    /// <summary>The older name of <see cref="After"/>.</summary>
    /// <value>Default: null.</value>
    public int? MaxMessages { get; set; }

    /// <summary>How older messages are made small.</summary>
    /// <value>Default: <see cref="CompactionStrategy.Summarize"/>.</value>
    public CompactionStrategy Strategy { get; set; }

    /// <summary>When and how sessions are compacted that talk with a model.</summary>
    /// <param name="window">The model's window, in tokens.</param>
    /// <param name="context">How the session's contexts are cut.</param>
    public CompactionSettings For(int window, ContextSettings context) => new()
    {
        Strategy = Strategy,
        After = After ?? MaxMessages,
        Window = window,
        LongestSummary = Math.Clamp(context.MaxTokens / 8, 200, 4_000),
        Context = context,
    };
}
