namespace LurkBot.Channels.Wire;

/// <summary>A body without anything in it: a request with a body is never repeated by the HTTP client (CHANNELS N4).</summary>
internal sealed record DiscordEmpty;
