using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Context;

/// <summary>How a context is cut out of a history.</summary>
public sealed record ContextSettings
{
    private const int Doubt = 3;

    private const int RecallShare = 5;

    private const int FactsShare = 10;

    /// <summary>What is shown when not all of it fits.</summary>
    /// <value>Default: <see cref="ContextStrategy.Sliding"/>.</value>
    public ContextStrategy Strategy { get; init; }

    /// <summary>The most tokens of one call, system prompt and tools included, the reply not: the high-water mark.</summary>
    /// <value>Default: 128000.</value>
    public int MaxTokens { get; init; } = 128_000;

    /// <summary>The tokens of what stands before every conversation: the system prompt and the tools.</summary>
    /// <value>Default: zero.</value>
    public int Overhead { get; init; }

    /// <summary>The messages that wait and are answered now; all others that wait are not shown.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<long> Asked { get; init; } = [];

    /// <summary>What the call under way sees first beside its messages, see <see cref="AssistantEntry.Noted"/>.</summary>
    /// <value>Default: nothing.</value>
    internal IReadOnlyList<long> Noted { get; init; } = [];

    /// <summary>The session's type, which decides for which messages the model is told the author.</summary>
    /// <value>Default: main.</value>
    public SessionType Speakers { get; init; } = SessionType.Main;

    /// <summary>The zone in which the model is told when something was said: in a line where a new day or a long pause begins.</summary>
    /// <value>Default: null, and it is not told.</value>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>Counts tokens.</summary>
    /// <value>Default: by letters.</value>
    public TokenCounter Counter { get; init; } = RatioTokenCounter.Instance;

    /// <summary>What is kept free for <see cref="Recalled"/>, whether or not something is recalled, so that the window is the same either way (RULES RE3); at most a fifth of the budget.</summary>
    /// <value>Default: zero.</value>
    internal int RecallTokens { get; init; }

    /// <summary>What is quoted before the turn's messages.</summary>
    /// <value>Default: null, nothing.</value>
    internal ContextQuotation? Recalled { get; init; }

    /// <summary>What the model is told of the person or the group, in the order in which it was remembered.</summary>
    /// <value>Default: nothing.</value>
    internal IReadOnlyList<ContextFact> Facts { get; init; } = [];

    /// <summary>What is kept free for <see cref="Facts"/>, whether or not there are any; at most a tenth of the budget.</summary>
    /// <value>Default: zero.</value>
    internal int FactsTokens { get; init; }

    /// <summary>What <see cref="Facts"/> may take.</summary>
    internal int FactsRoom => Math.Min(FactsTokens, MaxTokens / FactsShare);

    /// <summary>What <see cref="Recalled"/> may take.</summary>
    internal int RecallRoom => Math.Min(RecallTokens, MaxTokens / RecallShare);

    /// <summary>What the window and all before it may take.</summary>
    internal int WindowTokens => MaxTokens - RecallRoom - FactsRoom;

    /// <summary>The longest tool result that is shown whole, in UTF-16 code units: one must not fill a small window.</summary>
    internal int LongestResult => MaxTokens / 2;

    /// <summary>The same settings, with the counter that costs nothing where even a bad estimate tells that all of a history fits.</summary>
    /// <param name="entries">The history.</param>
    internal ContextSettings For(IReadOnlyList<Entry> entries)
    {
        if (Counter is RatioTokenCounter or CalibratedTokenCounter)
            return this;
        var tokens = (long)Overhead;
        foreach (var entry in entries)
            tokens += RatioTokenCounter.Instance.Count(entry);
        return tokens * Doubt <= MaxTokens ? this with { Counter = RatioTokenCounter.Instance } : this;
    }

    /// <summary>The budget of a model.</summary>
    /// <param name="maximum">LURKBOT_MAX_CONTEXT_TOKENS.</param>
    /// <param name="window">The model's window, in tokens.</param>
    /// <param name="reply">What of it is kept for the reply; at most half of the window is.</param>
    /// <returns>The smaller of the two budgets.</returns>
    public static int Budget(int maximum, int window, int reply) => Math.Min(maximum, window - Math.Min(reply, window / 2));
}
