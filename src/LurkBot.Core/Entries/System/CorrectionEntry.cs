namespace LurkBot.Entries;

/// <summary>The sender edited or deleted a message; the content is the new text. Of several the one with the latest <see cref="EditedAt"/> counts.</summary>
public sealed record CorrectionEntry : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Correction;

    /// <summary>The id of the message.</summary>
    public long? Corrects { get; init; }

    /// <summary>The platform's identity of the edited message.</summary>
    public string? Source { get; init; }

    /// <summary>Who said the message; null in files of other programs.</summary>
    public Sender? Sender { get; init; }

    /// <summary>When it was edited, as the platform says; null takes the entry's own moment.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>Whether the message was deleted: its text is not shown to a model or found any more. There is no new text.</summary>
    public bool Removed { get; init; }
}
