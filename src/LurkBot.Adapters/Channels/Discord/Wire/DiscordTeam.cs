namespace LurkBot.Channels.Wire;

/// <summary>The team that owns an application.</summary>
internal sealed record DiscordTeam(Snowflake? OwnerUserId);
