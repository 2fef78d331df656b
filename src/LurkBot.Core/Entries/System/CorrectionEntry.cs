namespace LurkBot.Entries;

/// <summary>The sender edited a message that was answered already; the content is the new text.</summary>
public sealed record CorrectionEntry : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Correction;

    /// <summary>The id of the message.</summary>
    public long? Corrects { get; init; }

    /// <summary>The platform's identity of the edited message.</summary>
    public string? Source { get; init; }
}
