namespace LurkBot.Channels.Wire;

/// <summary>A channel, thread or direct chat.</summary>
internal sealed record DiscordRoom(Snowflake Id, int Type, Snowflake? GuildId, string? Name, Snowflake? ParentId, Snowflake? LastMessageId, IReadOnlyList<DiscordUser>? Recipients);
