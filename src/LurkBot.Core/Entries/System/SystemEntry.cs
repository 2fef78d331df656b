namespace LurkBot.Entries;

/// <summary>Something that happened to the session itself; one derived record for each kind.</summary>
public abstract record SystemEntry : Entry
{
    /// <summary>What it is: one of <see cref="SystemKinds"/>, or a kind that a later version knows.</summary>
    public abstract string Kind { get; }

    /// <summary>Who asked for it.</summary>
    public string? Actor { get; init; }

    /// <summary>Why, for people to read; nothing is decided by it.</summary>
    public string? Reason { get; init; }
}
