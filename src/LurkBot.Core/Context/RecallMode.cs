namespace LurkBot.Context;

/// <summary>Where earlier messages are looked for that a turn's context does not hold.</summary>
internal enum RecallMode
{
    /// <summary>In the session itself.</summary>
    Session,

    /// <summary>Nowhere.</summary>
    Off,
}
