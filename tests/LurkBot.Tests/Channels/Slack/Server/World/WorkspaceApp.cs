namespace LurkBot.Tests.Channels;

/// <summary>An installed app: its tokens, its bot user, what it may do and what it hears.</summary>
internal sealed class WorkspaceApp(string id, string botId, string botToken, string appToken, WorkspaceUser user)
{
    /// <summary>The bot scopes of an app that uses all the server has.</summary>
    public static readonly string[] AllScopes =
    [
        "app_mentions:read", "assistant:write", "channels:history", "channels:join", "channels:read", "chat:write", "commands", "files:read", "files:write", "groups:history",
        "groups:read", "im:history", "im:read", "im:write", "mpim:history", "mpim:read", "mpim:write", "reactions:read", "reactions:write", "team:read", "users:read",
    ];

    /// <summary>The bot events that the server knows.</summary>
    public static readonly string[] AllEvents =
    [
        "agent_session_stopped", "app_home_opened", "app_mention", "app_uninstalled", "assistant_thread_context_changed", "assistant_thread_started", "channel_rename",
        "group_rename", "member_joined_channel", "member_left_channel", "message.channels", "message.groups", "message.im", "message.mpim", "reaction_added", "reaction_removed",
        "tokens_revoked",
    ];

    public string Id { get; } = id;

    public string BotId { get; } = botId;

    public string BotToken { get; } = botToken;

    public string AppToken { get; } = appToken;

    public WorkspaceUser User { get; } = user;

    /// <summary>The scopes of the bot token. A test takes some away.</summary>
    public HashSet<string> Scopes { get; } = new(AllScopes, StringComparer.Ordinal);

    /// <summary>The scopes of the app-level token.</summary>
    public HashSet<string> AppScopes { get; } = new(["connections:write"], StringComparer.Ordinal);

    /// <summary>The bot events that the app is subscribed to.</summary>
    public HashSet<string> Events { get; } = new(AllEvents, StringComparer.Ordinal);

    /// <summary>The registered slash commands, with their slash.</summary>
    public HashSet<string> Commands { get; } = new(StringComparer.Ordinal);

    public bool IsSocketModeOn { get; set; } = true;

    /// <summary>Whether people can write to the app; off, it cannot write to them either.</summary>
    public bool HasMessagesTab { get; set; } = true;

    /// <summary>Why the tokens are refused, such as token_revoked or account_inactive; null for not.</summary>
    public string? TokenError { get; set; }

    public SlackRateLimits Limits { get; } = new();
}
