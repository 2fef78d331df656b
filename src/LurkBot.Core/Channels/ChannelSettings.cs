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
    public static SettingContribution Telegram { get; } = SettingContribution.From(
        options => options.Of<ChannelsOptions>(),
        ChannelSettingDefinitions.For(
            "TELEGRAM",
            "Telegram",
            new PlatformIds("numeric ids with commas between them; lurkbot pairing list shows the id of a person who wrote to the bot", id => IsNumber(id)),
            new PlatformIds("negative numeric ids with commas between them; the bot tells the owner a group's id in reply to /status there", id => id[0] == '-' && IsNumber(id[1..]))));

    private static bool IsNumber(string id) => id.Length is > 0 and < 20 && id[0] != '0' && id.All(char.IsAsciiDigit);

    private static bool Models(string text, Action<IReadOnlyList<string>> set)
    {
        var models = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return models.Length > 0 && !models.Any(model => model.Any(char.IsWhiteSpace)) && Set(models, set);
    }
}
