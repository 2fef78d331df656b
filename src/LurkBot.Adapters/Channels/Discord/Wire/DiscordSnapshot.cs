namespace LurkBot.Channels.Wire;

/// <summary>A forwarded message.</summary>
internal sealed record DiscordSnapshot(DiscordSnapshotMessage? Message);
