namespace LurkBot.Entries;

/// <summary>A range of entries stays in the context.</summary>
public sealed record PinEntry : CoveringEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Pin;
}
