namespace LurkBot.Channels;

/// <summary>Something for the inbox, and what is to be done once it has taken it.</summary>
/// <param name="Read">Makes the events, once everything before it was taken; null when that cannot be done yet, and it comes again.</param>
/// <param name="Acknowledge">Tells Slack that it is durable; null for what needs no telling.</param>
internal sealed record SlackDelivery(Func<Task<IReadOnlyList<PlatformEvent>?>> Read, Func<Task>? Acknowledge)
{
    /// <summary>Whether it is the last of what was said while nothing was heard.</summary>
    public bool EndsBacklog { get; init; }

    /// <summary>The number of the gap that is read when it was taken; null for none.</summary>
    public int? EndsGap { get; init; }
}
