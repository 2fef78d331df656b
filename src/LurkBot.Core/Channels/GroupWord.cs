namespace LurkBot.Channels;

/// <summary>What a chat of several people is called on a platform.</summary>
internal static class GroupWord
{
    /// <summary>The word, in the singular.</summary>
    /// <param name="channel">The platform's name in session keys.</param>
    public static string For(string channel) => channel.Equals("telegram", StringComparison.OrdinalIgnoreCase) ? "group" : "channel";
}
