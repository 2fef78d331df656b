namespace LurkBot.Tests.Channels;

/// <summary>The permissions that this server checks, with their bits.</summary>
[Flags]
internal enum DiscordRight : long
{
    None = 0,
    Administrator = 1L << 3,
    ManageChannels = 1L << 4,
    AddReactions = 1L << 6,
    ViewChannel = 1L << 10,
    SendMessages = 1L << 11,
    ManageMessages = 1L << 13,
    AttachFiles = 1L << 15,
    ReadMessageHistory = 1L << 16,
    MentionEveryone = 1L << 17,
    ManageThreads = 1L << 34,
    CreatePublicThreads = 1L << 35,
    CreatePrivateThreads = 1L << 36,
    SendMessagesInThreads = 1L << 38,

    /// <summary>What everyone may do in a guild that was just made.</summary>
    Everyone = AddReactions | ViewChannel | SendMessages | AttachFiles | ReadMessageHistory | MentionEveryone | CreatePublicThreads | CreatePrivateThreads | SendMessagesInThreads,
}
