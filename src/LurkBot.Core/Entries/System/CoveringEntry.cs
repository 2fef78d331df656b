namespace LurkBot.Entries;

/// <summary>An entry that speaks of a range of earlier entries: a summary, a shortening, a pin.</summary>
public abstract record CoveringEntry : SystemEntry
{
    /// <summary>The first and the last id that it speaks of, as the file says; see <see cref="Range"/>.</summary>
    public EntryRange? Covers { get; init; }

    /// <summary>Ids within <see cref="Covers"/> that it does not speak of, such as messages that were still pending; ascending.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<long> Except { get; init; } = [];

    /// <summary>The range, when it lies before the entry; null when it says nothing that can be understood, since files can be edited.</summary>
    public EntryRange? Range => Covers is { First: > 0 } range && range.First <= range.Last && range.Last < Id ? range : null;

    /// <summary>Whether it speaks of an entry.</summary>
    /// <param name="id">The entry's id.</param>
    public bool Includes(long id) => Range is { } range && range.Contains(id) && !Except.Contains(id);
}
