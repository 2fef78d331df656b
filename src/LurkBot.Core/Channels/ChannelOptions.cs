namespace LurkBot.Channels;

/// <summary>What the owner set for one channel.</summary>
internal sealed class ChannelOptions
{
    /// <summary>Whether the channel is used; null uses it when it has a token.</summary>
    public bool? Enabled { get; set; }

    /// <summary>The bot's token; null for none.</summary>
    public string? BotToken { get; set; }

    /// <summary>The app's token, where a platform has one beside the bot's; null for none.</summary>
    public string? AppToken { get; set; }

    /// <summary>Whether a mention outside threads is answered in a thread of its own, where the platform has such threads.</summary>
    public bool RepliesInThread { get; set; } = true;

    /// <summary>The platform's ids of the owner.</summary>
    public IReadOnlyList<string> Owners { get; set; } = [];

    /// <summary>The platform's ids of people who may write in direct chats.</summary>
    public IReadOnlyList<string> Allowlist { get; set; } = [];

    /// <summary>The platform's ids of groups in which everybody may talk.</summary>
    public IReadOnlyList<string> AllowedGroups { get; set; } = [];

    /// <summary>The platform's ids of servers in whose channels everybody may talk: in all of them, or in those of <see cref="AllowedGroups"/> where that names some.</summary>
    public IReadOnlyList<string> AllowedGuilds { get; set; } = [];

    /// <summary>Whether anyone may write in direct chats.</summary>
    public bool DirectMessages { get; set; } = true;

    /// <summary>Whether a message in a group needs a mention of the bot or a reply to it.</summary>
    public bool MentionGating { get; set; } = true;

    /// <summary>Whether other talk in groups is kept, so that the model knows of it.</summary>
    public bool Observe { get; set; }

    /// <summary>The address of the platform's server; null for the platform's own.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>Whether the channel runs.</summary>
    public bool IsUsed => Enabled ?? BotToken is not null;
}
