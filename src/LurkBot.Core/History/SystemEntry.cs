namespace LurkBot.History;

/// <summary>Something that happened to the session itself.</summary>
public sealed record SystemEntry : Entry
{
    /// <summary>What it is: one of <see cref="SystemKinds"/>, or a kind that a later version knows.</summary>
    public string Kind { get; init; } = SystemKinds.Notice;

    /// <summary>Who asked for it.</summary>
    public string? Actor { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>For <c>undo</c>: the id of the entry that it takes back.</summary>
    public long? Undoes { get; init; }

    /// <summary>For <c>state</c>: the state from here on.</summary>
    public string? State { get; init; }

    /// <summary>For <c>settings</c>: the session's model from here on; empty goes back to the default. For <c>summary</c>: the model that wrote it.</summary>
    public string? Model { get; init; }

    /// <summary>For <c>settings</c>: higher limits of budgets from here on, as raw JSON.</summary>
    public string? Budget { get; init; }

    /// <summary>For <c>summary</c>: tokens as the provider counted them.</summary>
    public Usage? Usage { get; init; }

    /// <summary>For <c>summary</c>, <c>shorten</c> and <c>pin</c>: the first and last id that it speaks of, as raw JSON; see <see cref="EntryRange"/>.</summary>
    public string? Covers { get; init; }

    /// <summary>For <c>summary</c>: what it left out, as raw JSON.</summary>
    public string? Dropped { get; init; }
}
