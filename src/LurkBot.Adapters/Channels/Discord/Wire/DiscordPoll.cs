namespace LurkBot.Channels.Wire;

/// <summary>A poll.</summary>
internal sealed record DiscordPoll(DiscordPollText? Question, IReadOnlyList<DiscordPollAnswer>? Answers);
