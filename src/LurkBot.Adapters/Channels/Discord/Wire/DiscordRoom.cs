using System.Text.Json.Serialization;

namespace LurkBot.Channels.Wire;

/// <summary>A channel, thread or direct chat.</summary>
internal sealed record DiscordRoom(Snowflake Id, int Type, Snowflake? GuildId, string? Name, Snowflake? ParentId, Snowflake? LastMessageId, [property: JsonConverter(typeof(ReadableListConverter<DiscordUser>))] IReadOnlyList<DiscordUser>? Recipients)
{
    [JsonConverter(typeof(ReadableListConverter<DiscordOverwrite>))]
    public IReadOnlyList<DiscordOverwrite>? PermissionOverwrites { get; init; }
}
