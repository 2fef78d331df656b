namespace LurkBot.Entries;

/// <summary>What became of an accepted message; exactly one of these.</summary>
public enum TurnFate
{
    /// <summary>The model answered.</summary>
    Answered,

    /// <summary>No whole answer came; the history says why.</summary>
    Failed,

    /// <summary>The user stopped it.</summary>
    Cancelled,

    /// <summary>It was not taken, such as when a budget is used up; the history says why.</summary>
    Refused,
}
