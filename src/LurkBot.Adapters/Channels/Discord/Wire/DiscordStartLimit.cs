namespace LurkBot.Channels.Wire;

/// <summary>How many sessions may begin.</summary>
internal sealed record DiscordStartLimit(int Total, int Remaining, long ResetAfter, int MaxConcurrency);
