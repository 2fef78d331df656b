namespace LurkBot.Channels.Wire;

/// <summary>A role of a server.</summary>
internal sealed record DiscordRole(Snowflake Id, string? Name, string? Permissions, DiscordRoleTags? Tags);
