namespace LurkBot.Tests.Channels;

/// <summary>The bits that an IDENTIFY may name.</summary>
[Flags]
internal enum GatewayIntents
{
    None = 0,
    Guilds = 1 << 0,
    GuildMembers = 1 << 1,
    GuildPresences = 1 << 8,
    GuildMessages = 1 << 9,
    GuildMessageReactions = 1 << 10,
    GuildMessageTyping = 1 << 11,
    DirectMessages = 1 << 12,
    DirectMessageReactions = 1 << 13,
    DirectMessageTyping = 1 << 14,
    MessageContent = 1 << 15,

    /// <summary>All that exist, with those for moderation, emojis, integrations, webhooks, invites, voice, events, auto moderation and polls.</summary>
    Known = 0b11_0011_0001_1111_1111_1111_1111,

    /// <summary>Those that the developer portal has to allow.</summary>
    Privileged = GuildMembers | GuildPresences | MessageContent,
}
