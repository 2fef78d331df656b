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
            new("LURKBOT_CHAT_MODELS", null, "models or aliases with commas between them", "The models among which people other than the owner may choose with /model in chats; not set, only the owner may.",
                (options, text) => Models(text, value => options.ChatModels = value)),
        ]);

    /// <summary>The settings of Telegram.</summary>
    public static SettingContribution Telegram { get; } = SettingContribution.From(options => options.Of<ChannelsOptions>(), ChannelSettingDefinitions.For("TELEGRAM", "Telegram"));

    /// <summary>The settings of Discord, where groups are channels of servers.</summary>
    public static SettingContribution Discord { get; } = SettingContribution.From(
        options => options.Of<ChannelsOptions>(),
        [
            .. ChannelSettingDefinitions.For("DISCORD", "Discord").Where(setting => setting.Name != "LURKBOT_DISCORD__ALLOWED_GROUPS"),
            new("LURKBOT_DISCORD__ALLOWED_GUILDS", null, "ids with commas between them", "The ids of servers on Discord in which everybody may talk: in all channels, or in those of LURKBOT_DISCORD__ALLOWED_CHANNELS where that is set too.",
                (options, text) => ChannelSettingDefinitions.Ids(text, value => options.Of("DISCORD").AllowedGuilds = value)),
            new("LURKBOT_DISCORD__ALLOWED_CHANNELS", null, "ids with commas between them", "The ids of channels on Discord in which everybody may talk, and in their threads.",
                (options, text) => ChannelSettingDefinitions.Ids(text, value => options.Of("DISCORD").AllowedGroups = value)),
            new("LURKBOT_DISCORD__DM_ENABLED", "true", "true or false", "Whether the bot answers in direct chats on Discord.",
                (options, text) => Boolean(text, value => options.Of("DISCORD").DirectMessages = value)),
        ]);

    /// <summary>The settings of Slack.</summary>
    public static SettingContribution Slack { get; } = SettingContribution.From(
        options => options.Of<ChannelsOptions>(),
        [
            .. ChannelSettingDefinitions.For("SLACK", "Slack"),
            new("LURKBOT_SLACK__APP_TOKEN", null, "a key of plain characters", "The token of the app on Slack, which opens the connection; it begins with xapp-.",
                (options, text) => Key(text, value => options.Of("SLACK").AppToken = value), isSecret: true),
            new("LURKBOT_SLACK__REPLY_IN_THREAD", "true", "true or false", "Whether a mention outside threads is answered in a thread of its own, which is a session of its own.",
                (options, text) => Boolean(text, value => options.Of("SLACK").RepliesInThread = value)),
        ]);

    private static bool Models(string text, Action<IReadOnlyList<string>> set)
    {
        var models = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return models.Length > 0 && !models.Any(model => model.Any(char.IsWhiteSpace)) && Set(models, set);
    }
}
