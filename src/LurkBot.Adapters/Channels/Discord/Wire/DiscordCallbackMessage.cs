namespace LurkBot.Channels.Wire;

/// <summary>The message that the first answer to an interaction is.</summary>
internal sealed record DiscordCallbackMessage(Snowflake? ResponseMessageId);
