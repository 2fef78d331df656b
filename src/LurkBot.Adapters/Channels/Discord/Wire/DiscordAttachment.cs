namespace LurkBot.Channels.Wire;

/// <summary>A file of a message; its address expires.</summary>
internal sealed record DiscordAttachment(Snowflake Id, string? Filename, string? ContentType, long Size, string? Url, double? DurationSecs);
