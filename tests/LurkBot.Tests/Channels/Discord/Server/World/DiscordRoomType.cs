namespace LurkBot.Tests.Channels;

/// <summary>The types of channels that this server has, with their numbers.</summary>
internal enum DiscordRoomType
{
    Text = 0,
    Direct = 1,
    Voice = 2,
    PublicThread = 11,
    PrivateThread = 12,
    Forum = 15,
}
