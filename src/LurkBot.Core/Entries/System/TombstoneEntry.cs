namespace LurkBot.Entries;

/// <summary>An erased or lost entry: its id and turn are left, and what it did to its turn.</summary>
public sealed record TombstoneEntry : SystemEntry, ITurnMark
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Tombstone;

    /// <inheritdoc/>
    public IReadOnlyList<long> Heard { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<long> Answers { get; init; } = [];

    /// <summary>How the turn ended, when the erased entry was a notice that ended one.</summary>
    public TurnFate? Fate { get; init; }
}
