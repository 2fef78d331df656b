namespace LurkBot.Channels;

/// <summary>How long a request may take.</summary>
/// <param name="Place">The longest wait for its place within the rate limits; one that must wait longer is not made.</param>
/// <param name="Answer">The longest wait for its answer.</param>
internal sealed record DiscordPatience(TimeSpan Place, TimeSpan Answer);
