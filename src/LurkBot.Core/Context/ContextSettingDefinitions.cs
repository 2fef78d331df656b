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
        new("LURKBOT_RECALL", "session", "session, person or off", "Where earlier messages are looked for that have to do with the one that is answered: in the session, also in other sessions in which the same person is the only one, or nowhere.",
            (options, text) => Choice<RecallMode>(text, value => options.Recall = value)),
        new("LURKBOT_RECALL_TOKENS", "1500", "a number, 0 to 100000", "The most tokens that those may take; at most a fifth of the budget.",
            (options, text) => Number(text, 0, 100_000, value => options.RecallTokens = value)),
        new("LURKBOT_FACTS", "ask", "ask, auto or off", "What becomes of facts that a model wants to remember: they wait for a person's yes, are remembered, or there are none.",
            (options, text) => Choice<FactsMode>(text, value => options.Facts = value)),
        new("LURKBOT_FACTS_TOKENS", "400", "a number, 0 to 100000", "The most tokens that facts may take; at most a tenth of the budget.",
            (options, text) => Number(text, 0, 100_000, value => options.FactsTokens = value)),
    ];
}
