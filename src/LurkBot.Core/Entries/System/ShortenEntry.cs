namespace LurkBot.Entries;

/// <summary>Tool results of a range of entries are shown to the model shortened from here on.</summary>
public sealed record ShortenEntry : CoveringEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Shorten;
}
