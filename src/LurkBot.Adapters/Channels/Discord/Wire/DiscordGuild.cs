using System.Text.Json.Serialization;

namespace LurkBot.Channels.Wire;

/// <summary>A server; without more than its id while it is not available.</summary>
internal sealed record DiscordGuild(Snowflake Id, bool Unavailable, string? Name, Snowflake? OwnerId, [property: JsonConverter(typeof(ReadableListConverter<DiscordRole>))] IReadOnlyList<DiscordRole>? Roles, [property: JsonConverter(typeof(ReadableListConverter<DiscordRoom>))] IReadOnlyList<DiscordRoom>? Channels, [property: JsonConverter(typeof(ReadableListConverter<DiscordRoom>))] IReadOnlyList<DiscordRoom>? Threads);
