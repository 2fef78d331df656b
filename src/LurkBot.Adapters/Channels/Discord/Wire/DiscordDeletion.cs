namespace LurkBot.Channels.Wire;

/// <summary>One message or several were deleted.</summary>
internal sealed record DiscordDeletion(Snowflake ChannelId, Snowflake? GuildId, Snowflake? Id, IReadOnlyList<Snowflake>? Ids);
