using System.Text.Json.Serialization;

namespace LurkBot.Channels.Wire;

/// <summary>The active threads of a server.</summary>
internal sealed record DiscordThreads(Snowflake? GuildId, [property: JsonConverter(typeof(ReadableListConverter<DiscordRoom>))] IReadOnlyList<DiscordRoom>? Threads);
