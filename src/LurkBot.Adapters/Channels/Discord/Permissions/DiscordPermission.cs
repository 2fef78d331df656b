namespace LurkBot.Channels;

/// <summary>The permissions that the bot uses, with their bits (https://discord.com/developers/docs/topics/permissions).</summary>
[Flags]
internal enum DiscordPermission : ulong
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Everything everywhere.</summary>
    Administrator = 1UL << 3,

    /// <summary>To mark messages.</summary>
    AddReactions = 1UL << 6,

    /// <summary>To see a channel; without it nothing else counts.</summary>
    ViewChannel = 1UL << 10,

    /// <summary>To write in a channel.</summary>
    SendMessages = 1UL << 11,

    /// <summary>To send files.</summary>
    AttachFiles = 1UL << 15,

    /// <summary>To reply, and to read what was said while nothing was heard.</summary>
    ReadMessageHistory = 1UL << 16,

    /// <summary>To write in threads and posts.</summary>
    SendMessagesInThreads = 1UL << 38,

    /// <summary>All that the bot uses.</summary>
    Used = AddReactions | ViewChannel | SendMessages | AttachFiles | ReadMessageHistory | SendMessagesInThreads,
}
