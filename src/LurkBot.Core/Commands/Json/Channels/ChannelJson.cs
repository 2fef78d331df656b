namespace LurkBot.Commands;

/// <summary>A channel: what is set, and what the running gateway hears.</summary>
internal sealed record ChannelJson
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it has a token, here or in the gateway.</summary>
    public bool Configured { get; init; }

    /// <summary>Whether it is used.</summary>
    public bool Enabled { get; init; }

    /// <summary>The ids of the owner.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary>Whether a gateway runs for this home.</summary>
    public bool GatewayRuns { get; init; }

    /// <summary>What the gateway's channel does; null where no gateway has it.</summary>
    public string? State { get; init; }

    /// <summary>The bot's name; null when it is not known.</summary>
    public string? Bot { get; init; }

    /// <summary>The bot's id; null when it is not known.</summary>
    public string? Account { get; init; }

    /// <summary>When the platform was heard last, with or without news; null for never.</summary>
    public DateTime? LastHeard { get; init; }

    /// <summary>When something last happened there; null for never.</summary>
    public DateTime? LastEvent { get; init; }

    /// <summary>How many messages are not answered yet; null when it is not known.</summary>
    public int? ToAnswer { get; init; }

    /// <summary>How many parts of replies are not sent yet; null when it is not known.</summary>
    public int? ToSend { get; init; }

    /// <summary>How many messages and parts of the last 24 hours failed or may have been sent; null when it is not known.</summary>
    public int? ToDecide { get; init; }

    /// <summary>How many messages were refused in the last 24 hours, for each reason; null when it is not known.</summary>
    public IReadOnlyDictionary<string, int>? Refused { get; init; }

    /// <summary>Until when the platform wants us to send nothing; null for no such wish.</summary>
    public DateTime? WaitsUntil { get; init; }

    /// <summary>More, as a sentence; null for nothing.</summary>
    public string? Detail { get; init; }
}
