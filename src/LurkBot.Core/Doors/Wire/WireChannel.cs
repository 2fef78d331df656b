namespace LurkBot.Doors;

/// <summary>A channel of the gateway: what it hears.</summary>
internal sealed record WireChannel
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>starting</c>, <c>connected</c>, <c>conflict</c>, <c>unauthorized</c>, <c>unreachable</c> or <c>stopped</c>.</summary>
    public required string State { get; init; }

    /// <summary>The bot's name; null before the platform said it.</summary>
    public string? Bot { get; init; }

    /// <summary>The bot's id; null before the platform said it.</summary>
    public string? Account { get; init; }

    /// <summary>When the platform was heard last, with or without news; null for never.</summary>
    public DateTimeOffset? LastHeard { get; init; }

    /// <summary>When something last happened there; null for never.</summary>
    public DateTimeOffset? LastEvent { get; init; }

    /// <summary>How many messages are not answered yet.</summary>
    public int ToAnswer { get; init; }

    /// <summary>How many parts of replies are not sent yet.</summary>
    public int ToSend { get; init; }

    /// <summary>How many messages and parts of the last 24 hours failed or may have been sent, so that a person decides about them.</summary>
    public int ToDecide { get; init; }

    /// <summary>How many messages were refused in the last 24 hours, for each reason.</summary>
    public IReadOnlyDictionary<string, int> Refused { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Until when the platform wants us to send nothing; null for no such wish.</summary>
    public DateTimeOffset? WaitsUntil { get; init; }

    /// <summary>More, as a sentence; null for nothing.</summary>
    public string? Detail { get; init; }
}
