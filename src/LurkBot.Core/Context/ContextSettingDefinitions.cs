using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Context;

/// <summary>The settings of contexts.</summary>
internal static class ContextSettingDefinitions
{
    /// <summary>For all sessions, in the order in which they are shown.</summary>
    public static readonly Setting<ContextOptions>[] All =
    [
        new("LURKBOT_MAX_CONTEXT_TOKENS", "128000", "a number, 1000 to 10000000", "The most tokens of history in one call to a model.",
            (options, text) => Number(text, 1000, 10_000_000, value => options.MaxTokens = value)),
        new("LURKBOT_CONTEXT_STRATEGY", "sliding", "sliding, summarize or truncate", "What of a history the model sees when not all of it fits.",
            (options, text) => Choice<ContextStrategy>(text, value => options.Strategy = value)),
    ];
}
