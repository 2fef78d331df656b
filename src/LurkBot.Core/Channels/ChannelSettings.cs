using LurkBot.Configuration;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Channels;

/// <summary>What the channels add to the catalogue.</summary>
internal static class ChannelSettings
{
    /// <summary>The settings of all channels.</summary>
    public static SettingContribution All { get; } = SettingContribution.From(
        options => options.Of<ChannelsOptions>(),
        [
            new("LURKBOT_STALL_TIMEOUT", "300", "seconds, 10 to 86400", "After how long without progress a turn on a platform is ended.",
                (options, text) => Seconds(text, 10, 86_400, value => options.StallTimeout = value)),
        ]);

    /// <summary>The settings of Telegram.</summary>
    public static SettingContribution Telegram { get; } = SettingContribution.From(options => options.Of<ChannelsOptions>(), ChannelSettingDefinitions.For("TELEGRAM", "Telegram"));
}
