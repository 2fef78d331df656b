namespace LurkBot.Recall;

/// <summary>What is said now, as far as earlier messages are looked for.</summary>
/// <param name="Text">The message that is answered.</param>
/// <param name="Exchange">What was said last before it; empty for nothing. Its words count less.</param>
/// <param name="Before">Only entries with smaller ids.</param>
/// <param name="At">When the message came: "yesterday" is meant from there.</param>
/// <param name="Zone">Where the speaker's days begin.</param>
internal sealed record RecallQuery(string Text, string Exchange, long Before, DateTimeOffset At, TimeZoneInfo Zone)
{
    /// <summary>The most messages that are found.</summary>
    /// <value>Default: 200.</value>
    public int Limit { get; init; } = 200;
}
