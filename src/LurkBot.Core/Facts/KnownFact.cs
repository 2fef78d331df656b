using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Facts;

/// <summary>A fact that is remembered, or proposed.</summary>
/// <param name="Memory">The session that holds it.</param>
/// <param name="Session">That session's id.</param>
/// <param name="Name">What people and models call it: its number, behind the account where a person has several.</param>
/// <param name="Entry">The fact.</param>
internal sealed record KnownFact(SessionKey Memory, SessionId Session, string Name, FactEntry Entry)
{
    /// <summary>The fact, on one line.</summary>
    public string Text => Entry.Content;

    /// <summary>Whether it waits for acceptance.</summary>
    public bool IsProposed => Entry.Proposed;

    /// <summary>As a context has it.</summary>
    public ContextFact ToContext() => new(Session, Entry.Id, Name, Text, Entry.Sender is not { Trust: Trust.Full });

    /// <summary>The line that people read.</summary>
    public string ToLine() => $"#{Name} {Text}{(IsProposed ? " (proposed)" : "")}";
}
