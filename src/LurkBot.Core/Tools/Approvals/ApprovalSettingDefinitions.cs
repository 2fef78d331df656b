using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Tools;

/// <summary>The settings of tool approvals.</summary>
internal static class ApprovalSettingDefinitions
{
    /// <summary>For all sessions, in the order in which they are shown.</summary>
    public static readonly Setting<ToolOptions>[] All =
    [
        new("LURKBOT_APPROVAL_TIMEOUT", "1800", "seconds, 1 to 31536000", "How long a tool approval may stay unanswered before it is denied.",
            (options, text) => Seconds(text, 1, 31_536_000, value => options.ApprovalTimeout = value)),
    ];
}
