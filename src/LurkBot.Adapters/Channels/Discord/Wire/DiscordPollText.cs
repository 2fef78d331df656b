namespace LurkBot.Channels.Wire;

/// <summary>A text of a poll.</summary>
internal sealed record DiscordPollText(string? Text);
