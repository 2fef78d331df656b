namespace LurkBot.Channels.Wire;

/// <summary>A sticker of a message.</summary>
internal sealed record DiscordSticker(Snowflake Id, string? Name);
