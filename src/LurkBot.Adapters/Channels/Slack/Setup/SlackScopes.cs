namespace LurkBot.Channels;

/// <summary>What the app is allowed and told (CHANNELS S36, S37).</summary>
internal static class SlackScopes
{
    /// <summary>The scopes of the bot's token, and what does not work without each.</summary>
    public static IReadOnlyList<(string Scope, string For)> Bot { get; } =
    [
        ("app_mentions:read", "hearing mentions"),
        ("assistant:write", "the agent view and the line that says that a reply is being written"),
        ("channels:history", "hearing public channels"),
        ("channels:read", "knowing which public channels it is in"),
        ("chat:write", "writing"),
        ("commands", "the command /lurkbot"),
        ("files:read", "files that people send"),
        ("files:write", "sending files"),
        ("groups:history", "hearing private channels"),
        ("groups:read", "knowing which private channels it is in"),
        ("im:history", "hearing direct messages"),
        ("im:read", "knowing its direct chats"),
        ("im:write", "opening direct chats"),
        ("mpim:history", "hearing group direct messages"),
        ("mpim:read", "knowing its group direct messages"),
        ("reactions:write", "marking messages that were accepted"),
        ("users:read", "names of people, and who administers the workspace"),
    ];

    /// <summary>The events.</summary>
    public static IReadOnlyList<string> Events { get; } =
    [
        "agent_session_stopped", "app_home_opened", "app_mention", "app_uninstalled", "channel_id_changed", "channel_rename", "group_rename", "member_joined_channel", "member_left_channel", "message.channels",
        "message.groups", "message.im", "message.mpim", "tokens_revoked",
    ];
}
