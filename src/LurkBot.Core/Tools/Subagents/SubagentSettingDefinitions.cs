using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Tools;

/// <summary>The settings of subagents.</summary>
internal static class SubagentSettingDefinitions
{
    /// <summary>For all sessions, in the order in which they are shown.</summary>
    public static readonly Setting<SubagentOptions>[] All =
    [
        new("LURKBOT_MAX_SUBAGENTS", "3", "a number, 1 to 32", "The most subagents that run at the same time; others wait for them.",
            (options, text) => Number(text, 1, 32, value => options.MaxRunning = value)),
        new("LURKBOT_SUBAGENT_TIMEOUT", "300", "seconds, 1 to 86400", "How long a subagent may run.",
            (options, text) => Seconds(text, 1, 86_400, value => options.Timeout = value)),
        new("LURKBOT_SUBAGENT_MODEL", null, "a model's name or an alias", "The model of subagents; else that of the session that starts them.",
            (options, text) => Set(text.Trim(), value => options.Model = value)),
    ];
}
