using System.Text.Json;

namespace LurkBot.Channels.Wire;

/// <summary>An option of a command.</summary>
internal sealed record DiscordOption(string? Name, JsonElement? Value);
