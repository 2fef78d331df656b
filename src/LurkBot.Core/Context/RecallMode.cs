namespace LurkBot.Context;

/// <summary>Where earlier messages are looked for that a turn's context does not hold.</summary>
internal enum RecallMode
{
    /// <summary>In the session itself.</summary>
    Session,

    /// <summary>Also in the other main sessions and direct chats in which the same person is the only one.</summary>
    Person,

    /// <summary>Nowhere.</summary>
    Off,
}
