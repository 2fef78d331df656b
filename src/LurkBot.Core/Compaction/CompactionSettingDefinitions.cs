using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Compaction;

/// <summary>The settings of compaction.</summary>
internal static class CompactionSettingDefinitions
{
    /// <summary>For all sessions, in the order in which they are shown.</summary>
    public static readonly Setting<CompactionOptions>[] All =
    [
        new("LURKBOT_COMPACT_AFTER", null, "a number, 2 to 1000000", "After how many messages all but the newest half are summarized. Not set, nothing is before the context is four fifths full.",
            (options, text) => Number(text, 2, 1_000_000, value => options.After = value)),
        new("LURKBOT_SESSION_MAX_MESSAGES", null, "a number, 2 to 1000000", "The older name of LURKBOT_COMPACT_AFTER, which wins over it.",
            (options, text) => Number(text, 2, 1_000_000, value => options.MaxMessages = value)),
        new("LURKBOT_COMPACT_STRATEGY", "summarize", "summarize, truncate or hybrid", "How older messages are made small.",
            (options, text) => Choice<CompactionStrategy>(text, value => options.Strategy = value)),
    ];
}
