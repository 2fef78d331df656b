namespace LurkBot.Channels;

/// <summary>How a channel does, for people: "connected" is only what has been heard of lately.</summary>
internal sealed record ChannelHealth
{
    /// <summary>What it does now: <c>starting</c>, <c>connected</c>, <c>conflict</c>, <c>unauthorized</c>, <c>unreachable</c>, <c>stopped</c>.</summary>
    public required string State { get; init; }

    /// <summary>More about it, as a sentence; null for nothing.</summary>
    public string? Detail { get; init; }

    /// <summary>The bot's id; null before the platform said it.</summary>
    public string? Account { get; init; }

    /// <summary>The bot's name; null before the platform said it.</summary>
    public string? Name { get; init; }

    /// <summary>When the platform was heard last, with or without news; null for never.</summary>
    public DateTimeOffset? LastHeard { get; init; }

    /// <summary>When something last happened there; null for never.</summary>
    public DateTimeOffset? LastEvent { get; init; }

    /// <summary>Until when the platform wants us to send nothing; null for no such wish.</summary>
    public DateTimeOffset? WaitsUntil { get; init; }
}
