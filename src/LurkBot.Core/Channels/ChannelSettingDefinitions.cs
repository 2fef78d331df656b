using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Channels;

/// <summary>The settings that the platforms have in common.</summary>
internal static class ChannelSettingDefinitions
{
    /// <summary>Those of one platform.</summary>
    /// <param name="scope">The channel's environment name, such as <c>TELEGRAM</c>.</param>
    /// <param name="name">The platform's name, such as <c>Telegram</c>.</param>
    /// <param name="people">How the platform's ids of people look.</param>
    /// <param name="groups">How the platform's ids of groups look.</param>
    public static Setting<ChannelsOptions>[] For(string scope, string name, PlatformIds people, PlatformIds groups) =>
    [
        new($"LURKBOT_{scope}__ENABLED", "true with a token", "true or false", $"Whether the gateway talks on {name}.",
            (options, text) => Boolean(text, value => options.Of(scope).Enabled = value)),
        new($"LURKBOT_{scope}__BOT_TOKEN", null, "a key of plain characters", $"The token of the bot on {name}.",
            (options, text) => Key(text, value => options.Of(scope).BotToken = value), isSecret: true),
        new($"LURKBOT_{scope}__OWNER", null, people.Accepts, $"The owner's own id on {name}; their direct chat is a main session with full trust.",
            (options, text) => Ids(text, people, value => options.Of(scope).Owners = value)),
        new($"LURKBOT_{scope}__ALLOWLIST", null, people.Accepts, $"The ids of others who may write in direct chats on {name}.",
            (options, text) => Ids(text, people, value => options.Of(scope).Allowlist = value)),
        new($"LURKBOT_{scope}__ALLOWED_GROUPS", null, groups.Accepts, $"The ids of {GroupWord.For(scope)}s on {name} in which everybody may talk.",
            (options, text) => Ids(text, groups, value => options.Of(scope).AllowedGroups = value)),
        new($"LURKBOT_{scope}__MENTION_GATING", "true", "true or false", $"Whether a message in a {GroupWord.For(scope)} on {name} is answered only when it names the bot or answers it.",
            (options, text) => Boolean(text, value => options.Of(scope).MentionGating = value)),
        new($"LURKBOT_{scope}__OBSERVE", "false", "true or false", $"Whether other talk in {GroupWord.For(scope)}s on {name} is kept, so that the model knows of it.",
            (options, text) => Boolean(text, value => options.Of(scope).Observe = value)),
        new($"LURKBOT_{scope}__BASE_URL", null, "an http or https address", $"Where the API of {name} is reached, for a server of one's own{(scope is "SLACK" ? ", such as http://127.0.0.1:8080/api; without a path, /api is added" : "")}.",
            (options, text) => Address(text, value => options.Of(scope).BaseUrl = value)),
    ];

    /// <summary>Reads ids.</summary>
    /// <param name="text">Ids with commas between them.</param>
    /// <param name="kind">How they look.</param>
    /// <param name="set">Takes them.</param>
    /// <returns>False when one of them cannot be an id.</returns>
    internal static bool Ids(string text, PlatformIds kind, Action<IReadOnlyList<string>> set)
    {
        var ids = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.TrueForAll(ids, id => kind.IsId(id)) && Set(ids, set);
    }
}
