using System.Text.Json;

namespace LurkBot.Channels.Wire;

/// <summary>An error of the API.</summary>
internal sealed record DiscordFault(int Code, string? Message, double? RetryAfter, bool Global, JsonElement? Errors);
