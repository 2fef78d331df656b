namespace LurkBot.Tests.Channels;

/// <summary>A bot showed that it types.</summary>
internal sealed record DiscordTyping(DiscordRoom Room, DiscordBot Bot, DateTimeOffset Time);
