namespace LurkBot.Channels.Wire;

/// <summary>The message that is answered.</summary>
internal sealed record DiscordReference(Snowflake MessageId, bool FailIfNotExists);
