namespace LurkBot.Channels.Wire;

/// <summary>The first message of a connection.</summary>
internal sealed record DiscordHello(int HeartbeatInterval);
