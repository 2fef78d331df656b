namespace LurkBot.Channels.Wire;

/// <summary>What became of the first answer to an interaction.</summary>
internal sealed record DiscordCallbackAnswer(DiscordCallbackMessage? Interaction);
