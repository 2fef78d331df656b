namespace LurkBot.Channels;

/// <summary>What the bot lacks in a channel.</summary>
/// <param name="Channel">The channel's name or id, for people.</param>
/// <param name="Missing">The permissions that it lacks there.</param>
/// <param name="Problem">Why nobody can tell, as a whole sentence; null when that is known.</param>
internal sealed record DiscordAccess(string Channel, DiscordPermission Missing, string? Problem = null)
{
    /// <summary>Without these the bot cannot answer there; the others cost files, marks, and what was said while it was away.</summary>
    private const DiscordPermission Essential = DiscordPermission.ViewChannel | DiscordPermission.SendMessages | DiscordPermission.SendMessagesInThreads;

    /// <summary>Whether the bot cannot answer there.</summary>
    public bool IsMute => (Missing & Essential) is not DiscordPermission.None;
}
