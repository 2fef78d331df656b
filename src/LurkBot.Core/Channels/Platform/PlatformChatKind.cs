namespace LurkBot.Channels;

/// <summary>Who takes part in a chat of a platform.</summary>
internal enum PlatformChatKind
{
    /// <summary>One person and the bot.</summary>
    Direct,

    /// <summary>Several people and the bot.</summary>
    Group,
}
