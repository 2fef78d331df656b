namespace LurkBot.Channels;

/// <summary>An envelope that was read.</summary>
/// <param name="Map">Makes its event, once everything before it was taken; null for what says nothing.</param>
internal sealed record SlackReading(Func<PlatformEvent?> Map)
{
    /// <summary>Whether it can be told for whom it is, asked just before it is mapped. Else it is not acknowledged, so that Slack delivers it again.</summary>
    public Func<bool> CanTell { get; init; } = static () => true;
}
