namespace LurkBot.Channels;

/// <summary>The payload of an event.</summary>
internal sealed record SlackCallback
{
    /// <summary><c>event_callback</c>, or what is not about an event.</summary>
    public string? Type { get; init; }

    /// <summary>The workspace.</summary>
    public string? TeamId { get; init; }

    /// <summary>The id of this event; a redelivery has the same.</summary>
    public string? EventId { get; init; }

    /// <summary>The event.</summary>
    public SlackMessage? Event { get; init; }
}
