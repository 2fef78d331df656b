namespace LurkBot.Channels.Wire;

/// <summary>One answer of a poll.</summary>
internal sealed record DiscordPollAnswer(DiscordPollText? PollMedia);
