namespace LurkBot.Entries;

/// <summary>One line of a session's history.</summary>
public abstract record Entry
{
    /// <summary>The place in the session, consecutive from 1; the store gives it.</summary>
    public long Id { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The turn it belongs to; entries outside a turn carry that of the newest before them.</summary>
    public long Turn { get; init; }

    /// <summary>Its text.</summary>
    public string Content { get; init; } = "";

    /// <summary>Fields that this version does not know.</summary>
    public IReadOnlyList<UnknownField> Unknown { get; init; } = [];

    /// <summary>Whether it counts as a message: what a person or the model said.</summary>
    public bool IsMessage => this is UserEntry or AssistantEntry;

    /// <summary>Whether it is a part of its turn, not something that happened to the session meanwhile.</summary>
    public bool IsOfTurn => this is NoticeEntry or not SystemEntry;
}
