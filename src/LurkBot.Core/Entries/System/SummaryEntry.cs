namespace LurkBot.Entries;

/// <summary>A summary replaces a range of entries in the context.</summary>
public sealed record SummaryEntry : CoveringEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Summary;

    /// <summary>Identifiers that it left out.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<DroppedIdentifier> Dropped { get; init; } = [];

    /// <summary>The model that wrote it; null when none did.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens as the provider counted them.</summary>
    public Usage? Usage { get; init; }
}
