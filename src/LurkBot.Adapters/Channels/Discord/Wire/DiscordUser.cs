namespace LurkBot.Channels.Wire;

/// <summary>A person or bot.</summary>
internal sealed record DiscordUser(Snowflake Id, string? Username, string? GlobalName, bool Bot);
