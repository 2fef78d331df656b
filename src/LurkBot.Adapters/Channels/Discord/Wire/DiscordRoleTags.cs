namespace LurkBot.Channels.Wire;

/// <summary>What a role belongs to.</summary>
internal sealed record DiscordRoleTags(Snowflake? BotId);
