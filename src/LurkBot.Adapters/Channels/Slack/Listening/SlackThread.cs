namespace LurkBot.Channels;

/// <summary>What was looked up about the thread of a message.</summary>
/// <param name="Beginning">The message with which it begins; null where it is not needed or not known.</param>
/// <param name="IsOurs">Whether the bot takes part; null when that cannot be told now.</param>
internal readonly record struct SlackThread(SlackMessage? Beginning, bool? IsOurs);
