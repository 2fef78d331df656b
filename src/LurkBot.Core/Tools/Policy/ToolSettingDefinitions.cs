using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Tools;

/// <summary>The settings of which tools sessions have.</summary>
internal static class ToolSettingDefinitions
{
    /// <summary>For all sessions, in the order in which they are shown.</summary>
    public static readonly Setting<ToolOptions>[] All =
    [
        new("LURKBOT_ENABLED_TOOLS", "*", ToolNames.Accepted, "The only tools that any session has.",
            (options, text) => Names(text, value => options.Enabled = value)),
        new("LURKBOT_DISABLED_TOOLS", "none", ToolNames.Accepted, "Tools that no session has.",
            (options, text) => Names(text, value => options.Disabled = value)),
        new("LURKBOT_TOOL_ASK", "bash,write,edit", ToolNames.Accepted, "Tools about which you are asked before they run outside a sandbox.",
            (options, text) => Names(text, value => options.Ask = value)),
        new("LURKBOT_MAX_TOOL_CALLS", "100", "a number, 1 to 10000", "The most calls of tools in one turn; then the model sums up without tools.",
            (options, text) => Number(text, 1, 10_000, value => options.MaxCalls = value)),
    ];

    /// <summary>For one session.</summary>
    public static readonly ScopedSetting<ToolOptions>[] OfSession =
    [
        new("TOOLS", ToolNames.Accepted, "The tools of one session, among those that its trust allows.", ApplySession),
    ];

    /// <summary>For the sessions of one channel.</summary>
    public static readonly ScopedSetting<ToolOptions>[] OfChannel =
    [
        new("TOOL_ASK", ToolNames.Accepted, "Tools about which you are asked in one channel's sessions; else those of LURKBOT_TOOL_ASK, and on a platform bash, write and edit in any case.",
            (options, channel, text) => Names(text, value => options.ChannelAsk[channel] = value)),
    ];

    /// <summary>A list that is not accepted allows nothing.</summary>
    private static bool ApplySession(ToolOptions options, string key, string text)
    {
        options.Sessions[key] = [];
        return Names(text, value => options.Sessions[key] = value);
    }

    private static bool Names(string text, Action<IReadOnlyList<string>> set) => ToolNames.Parse(text) is { } names && Set(names, set);
}
