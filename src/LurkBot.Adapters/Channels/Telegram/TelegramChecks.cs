using LurkBot.Diagnostics;

namespace LurkBot.Channels;

/// <summary>What <c>lurkbot channels test</c> says of a bot. Pure.</summary>
internal static class TelegramChecks
{
    private const string BotFather = "In the chat with @BotFather: /mybots, ";

    /// <summary>What Telegram says of the bot, against what is set (CHANNELS T49).</summary>
    /// <param name="identity">What Telegram says.</param>
    /// <param name="options">What the owner set.</param>
    public static IEnumerable<DoctorCheck> Of(TelegramIdentity identity, ChannelOptions options)
    {
        yield return new("token", DoctorStatus.Pass, $"{identity.Handle} ({identity.Title}){(identity.Link is { } link ? ", " + link : "")}");
        yield return options.Owners.Count > 0
            ? new("owner", DoctorStatus.Pass, $"{string.Join(", ", options.Owners)}: the direct chat with the bot is a main session with full trust")
            : new("owner", DoctorStatus.Warn, "not set: everyone is a stranger to the bot, you too", "lurkbot channels add telegram, or set LURKBOT_TELEGRAM__OWNER to your id on Telegram");
        yield return identity.CanJoinGroups
            ? new("groups", DoctorStatus.Pass, Groups(options))
            : new("groups", options.AllowedGroups.Count == 0 ? DoctorStatus.Pass : DoctorStatus.Fail, "the bot cannot be added to groups", $"{BotFather}{identity.Handle}, Bot Settings, Allow Groups?, Turn groups on");
        yield return Privacy(identity, options);
        yield return new("topics", DoctorStatus.Pass, identity.HasTopics ? "on in direct chats: each topic is a session of its own" : "off in direct chats; topics of groups are sessions of their own");
    }

    private static DoctorCheck Privacy(TelegramIdentity identity, ChannelOptions options)
    {
        if (identity.ReadsGroups)
            return new("privacy mode", DoctorStatus.Pass, options.MentionGating ? "off: the bot gets every message in its groups, and answers those that name it or reply to it" : "off: the bot gets every message in its groups, and answers all of them");
        var wantsAll = options.AllowedGroups.Count > 0;
        var needsAll = wantsAll && (!options.MentionGating || options.Observe);
        return new(
            "privacy mode",
            wantsAll ? DoctorStatus.Warn : DoctorStatus.Pass,
            "on: in groups the bot gets only commands and replies to its messages; Telegram does not promise that it gets mentions"
                + (needsAll ? $". {(options.Observe ? "LURKBOT_TELEGRAM__OBSERVE=true" : "LURKBOT_TELEGRAM__MENTION_GATING=false")} needs all messages" : ""),
            wantsAll ? $"{BotFather}{identity.Handle}, Bot Settings, Group Privacy, Turn off; then remove the bot from each group and add it again. Or make it an administrator of the group" : null);
    }

    private static string Groups(ChannelOptions options) => options.AllowedGroups.Count == 0
        ? "the bot can be added to groups; it answers in none until LURKBOT_TELEGRAM__ALLOWED_GROUPS names them"
        : $"answers in {string.Join(", ", options.AllowedGroups)}";
}
