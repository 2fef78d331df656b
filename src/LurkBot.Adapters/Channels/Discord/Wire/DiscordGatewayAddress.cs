namespace LurkBot.Channels.Wire;

/// <summary>Where the gateway is, and how many sessions may still begin.</summary>
internal sealed record DiscordGatewayAddress(string? Url, DiscordStartLimit? SessionStartLimit);
