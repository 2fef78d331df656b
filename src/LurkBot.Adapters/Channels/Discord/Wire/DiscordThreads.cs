namespace LurkBot.Channels.Wire;

/// <summary>The active threads of a server.</summary>
internal sealed record DiscordThreads(Snowflake? GuildId, IReadOnlyList<DiscordRoom>? Threads);
