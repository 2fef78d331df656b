namespace LurkBot.Channels.Wire;

/// <summary>A role is new or was changed.</summary>
internal sealed record DiscordRoleChange(Snowflake GuildId, DiscordRole? Role);
