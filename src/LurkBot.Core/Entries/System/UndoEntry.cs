namespace LurkBot.Entries;

/// <summary>An earlier entry is taken back; a message stands for its whole turn.</summary>
public sealed record UndoEntry : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Undo;

    /// <summary>The id of the entry that it takes back; null in damaged files.</summary>
    public long? Undoes { get; init; }
}
