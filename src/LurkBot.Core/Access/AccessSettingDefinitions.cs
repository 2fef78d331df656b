using LurkBot.Sessions;
using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Access;

/// <summary>Settings for which sessions a session may read and send to.</summary>
internal static class AccessSettingDefinitions
{
    private const string Accepts = "self, tree, person or all";

    /// <summary>For all sessions, in the order in which they are shown.</summary>
    public static readonly Setting<AccessOptions>[] All =
    [
        Of(SessionType.Main, "all", "Which sessions your own direct chats may read and send to: themselves, also those they started, also those in which the same person is the only one, or all."),
        Of(SessionType.Dm, "person", "The same for direct chats of others."),
        Of(SessionType.Group, "self", "The same for groups."),
        Of(SessionType.Topic, "self", "The same for threads."),
        Of(SessionType.Subagent, "tree", "The same for sessions that another session started."),
        new("LURKBOT_CHAIN_HOPS", "4", "a number, 1 to 16", "The most messages in a row that sessions send because of each other.",
            (options, text) => Number(text, 1, 16, value => options.MaxHops = value)),
        new("LURKBOT_CHAIN_MESSAGES", "32", "a number, 1 to 1000", "The most messages that sessions send, all together, because of one message; subagents do not count.",
            (options, text) => Number(text, 1, 1000, value => options.MaxMessages = value)),
        new("LURKBOT_WAIT_TIMEOUT", "120", "seconds, 1 to 3600", "How long a session waits for the answer of another.",
            (options, text) => Seconds(text, 1, 3600, value => options.WaitTimeout = value)),
    ];

    /// <summary>For one session.</summary>
    public static readonly ScopedSetting<AccessOptions>[] OfSession =
    [
        new("VISIBILITY", Accepts, "Which sessions one session may read and send to.", ApplySession),
    ];

    /// <summary>What is not accepted lets the session see nothing but itself.</summary>
    private static bool ApplySession(AccessOptions options, string key, string text)
    {
        options.Sessions[key] = new VisibilitySetting(Visibility.Self);
        return Choice<Visibility>(text, value => options.Sessions[key] = new VisibilitySetting(value));
    }

    private static Setting<AccessOptions> Of(SessionType type, string defaultText, string description) =>
        new(AccessOptions.SettingOf(type), defaultText, Accepts, description, (options, text) => Choice<Visibility>(text, value => options.Set(type, value)));
}
