using LurkBot.Configuration;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Channels;

/// <summary>What the channels add to the catalogue.</summary>
internal static class ChannelSettings
{
    private static PlatformIds Snowflakes { get; } = new("numeric ids with commas between them; in Discord turn on Settings, Advanced, Developer Mode, then right-click and Copy ID", id => IsNumber(id));

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
    public static SettingContribution Telegram { get; } = SettingContribution.From(
        options => options.Of<ChannelsOptions>(),
        ChannelSettingDefinitions.For(
            "TELEGRAM",
            "Telegram",
            new PlatformIds("numeric ids with commas between them; lurkbot pairing list shows the id of a person who wrote to the bot", id => IsNumber(id)),
            new PlatformIds("negative numeric ids with commas between them; the bot tells the owner a group's id in reply to /status there", id => id[0] == '-' && IsNumber(id[1..]))));

    private static bool IsNumber(string id) => id.Length is > 0 and < 20 && id[0] != '0' && id.All(char.IsAsciiDigit);

    /// <summary>The settings of Discord, where groups are channels of servers.</summary>
    public static SettingContribution Discord { get; } = SettingContribution.From(
        options => options.Of<ChannelsOptions>(),
        [
            .. ChannelSettingDefinitions.For("DISCORD", "Discord", Snowflakes, Snowflakes).Where(setting => setting.Name != "LURKBOT_DISCORD__ALLOWED_GROUPS"),
            new("LURKBOT_DISCORD__ALLOWED_GUILDS", null, Snowflakes.Accepts, "The ids of servers on Discord in which everybody may talk: in all channels, or in those of LURKBOT_DISCORD__ALLOWED_CHANNELS where that is set too.",
                (options, text) => ChannelSettingDefinitions.Ids(text, Snowflakes, value => options.Of("DISCORD").AllowedGuilds = value)),
            new("LURKBOT_DISCORD__ALLOWED_CHANNELS", null, Snowflakes.Accepts, "The ids of channels on Discord in which everybody may talk, and in their threads.",
                (options, text) => ChannelSettingDefinitions.Ids(text, Snowflakes, value => options.Of("DISCORD").AllowedGroups = value)),
            new("LURKBOT_DISCORD__DM_ENABLED", "true", "true or false", "Whether the bot answers in direct chats on Discord.",
                (options, text) => Boolean(text, value => options.Of("DISCORD").DirectMessages = value)),
        ]);

    /// <summary>The settings of Slack.</summary>
    public static SettingContribution Slack { get; } = SettingContribution.From(
        options => options.Of<ChannelsOptions>(),
        [
            .. ChannelSettingDefinitions.For(
                "SLACK",
                "Slack",
                new PlatformIds("member ids such as U012AB3CD with commas between them, of another workspace T024BE7LD/U012AB3CD; in Slack they are under Profile, More, Copy member ID", IsSlackPerson),
                new PlatformIds("channel ids such as C012AB3CD with commas between them; in Slack they stand at the end of a channel's details", id => IsSlackId(id, "CG"))),
            new("LURKBOT_SLACK__APP_TOKEN", null, "a key of plain characters", "The token of the app on Slack, which opens the connection; it begins with xapp-.",
                (options, text) => Key(text, value => options.Of("SLACK").AppToken = value), isSecret: true),
            new("LURKBOT_SLACK__REPLY_IN_THREAD", "true", "true or false", "Whether a mention outside threads is answered in a thread of its own, which is a session of its own.",
                (options, text) => Boolean(text, value => options.Of("SLACK").RepliesInThread = value)),
        ]);

    private static bool IsSlackPerson(string id) => id.Split('/') is [var own] ? IsSlackId(own, "UW") : id.Split('/') is [var team, var member] && IsSlackId(team, "TE") && IsSlackId(member, "UW");

    private static bool IsSlackId(string id, string kinds) => id.Length is > 2 and < 32 && kinds.Contains(id[0], StringComparison.Ordinal) && id.All(letter => char.IsAsciiDigit(letter) || char.IsAsciiLetterUpper(letter));

    private static bool Models(string text, Action<IReadOnlyList<string>> set)
    {
        var models = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return models.Length > 0 && !models.Any(model => model.Any(char.IsWhiteSpace)) && Set(models, set);
    }
}
