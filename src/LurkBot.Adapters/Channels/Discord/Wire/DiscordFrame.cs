using System.Text.Json;

namespace LurkBot.Channels.Wire;

/// <summary>One message of the gateway.</summary>
internal sealed record DiscordFrame(int Op, JsonElement? D, long? S, string? T);
