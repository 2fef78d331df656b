namespace LurkBot.Entries;

/// <summary>An entry that says which messages a call to the model saw, and with which the turn ended.</summary>
internal interface ITurnMark
{
    /// <summary>The ids of the messages that its call was the first to see; ascending.</summary>
    IReadOnlyList<long> Heard { get; }

    /// <summary>The ids of all messages of the turn, when the entry ends it; empty when it does not.</summary>
    IReadOnlyList<long> Answers { get; }
}
