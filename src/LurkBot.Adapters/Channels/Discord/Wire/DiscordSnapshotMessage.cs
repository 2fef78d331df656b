namespace LurkBot.Channels.Wire;

/// <summary>What a forwarded message said.</summary>
internal sealed record DiscordSnapshotMessage(string? Content, IReadOnlyList<DiscordAttachment>? Attachments, IReadOnlyList<DiscordUser>? Mentions);
