namespace LurkBot.Channels.Wire;

/// <summary>The person of a direct chat.</summary>
internal sealed record DiscordRecipient(Snowflake RecipientId);
