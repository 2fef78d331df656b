namespace LurkBot.Channels;

/// <summary>What a platform can do.</summary>
internal sealed record ChannelCapabilities
{
    /// <summary>The version of what renders texts for it; kept with each part.</summary>
    public required int Renderer { get; init; }

    /// <summary>Whether a sent message can be edited.</summary>
    public required bool CanEdit { get; init; }

    /// <summary>The time between two previews of a reply in a direct chat.</summary>
    public required TimeSpan DirectPace { get; init; }

    /// <summary>The time between two previews of a reply in a group.</summary>
    public required TimeSpan GroupPace { get; init; }

    /// <summary>Whether the platform may write a preview on as it grows: the preview's whole text goes with it as <see cref="Delivery.OutboundRecord.Rich"/>.</summary>
    public bool StreamsPreviews { get; init; }

    /// <summary>The most bytes of a file that can be sent; 0 where none can.</summary>
    public long LargestFile { get; init; }

    /// <summary>How long the platform shows a typing sign.</summary>
    public required TimeSpan TypingFor { get; init; }

    /// <summary>Whether the platform shows an invoked command as being worked on until it is answered: each must be, and the answer replaces what is shown.</summary>
    /// <value>Default: false.</value>
    public bool ShowsCommandsAsOpen { get; init; }

    /// <summary>Whether the platform tells what became of a message whose answer was lost.</summary>
    /// <value>Default: false.</value>
    public bool CanFindSent { get; init; }
}
