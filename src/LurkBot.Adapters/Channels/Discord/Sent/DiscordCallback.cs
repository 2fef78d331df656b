namespace LurkBot.Channels.Wire;

/// <summary>The first answer to an interaction.</summary>
internal sealed record DiscordCallback(int Type, DiscordPost? Data = null);
