using LurkBot.Configuration;

namespace LurkBot.Channels;

/// <summary>What the channels add to the catalogue.</summary>
internal static class ChannelSettings
{
    /// <summary>The settings of Telegram.</summary>
    public static SettingContribution Telegram { get; } = SettingContribution.From(options => options.Of<ChannelsOptions>(), ChannelSettingDefinitions.For("TELEGRAM", "Telegram"));
}
