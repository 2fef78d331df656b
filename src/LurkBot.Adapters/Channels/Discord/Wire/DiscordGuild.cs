namespace LurkBot.Channels.Wire;

/// <summary>A server; without more than its id while it is not available.</summary>
internal sealed record DiscordGuild(Snowflake Id, bool Unavailable, string? Name, Snowflake? OwnerId, IReadOnlyList<DiscordRole>? Roles, IReadOnlyList<DiscordRoom>? Channels, IReadOnlyList<DiscordRoom>? Threads);
