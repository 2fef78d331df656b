using System.Text.Json.Serialization;

namespace LurkBot.Channels.Wire;

/// <summary>A session began.</summary>
internal sealed record DiscordReady(string? SessionId, string? ResumeGatewayUrl, DiscordUser? User, [property: JsonConverter(typeof(ReadableListConverter<DiscordGuild>))] IReadOnlyList<DiscordGuild>? Guilds);
