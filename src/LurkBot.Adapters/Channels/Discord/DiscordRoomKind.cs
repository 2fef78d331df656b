namespace LurkBot.Channels;

/// <summary>The kinds of channels that matter here (https://discord.com/developers/docs/resources/channel#channel-object-channel-types).</summary>
internal static class DiscordRoomKind
{
    /// <summary>A direct chat with one person.</summary>
    public const int Direct = 1;

    /// <summary>A direct chat of several people, which bots cannot be in.</summary>
    public const int GroupDirect = 3;

    /// <summary>Whether messages stand in a channel of a kind; a category or forum has only other channels or posts.</summary>
    /// <param name="type">The kind.</param>
    public static bool HasMessages(int type) => type is not (4 or 14 or 15 or 16);

    /// <summary>Whether a kind is a thread; a post in a forum is one too.</summary>
    /// <param name="type">The kind.</param>
    public static bool IsThread(int type) => type is 10 or 11 or 12;
}
