namespace LurkBot.Channels.Wire;

/// <summary>Whom a message may ping.</summary>
internal sealed record DiscordAllowedMentions(IReadOnlyList<string> Parse, bool RepliedUser);
