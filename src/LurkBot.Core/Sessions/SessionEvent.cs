namespace LurkBot.Sessions;

/// <summary>What can move a session from one state to another.</summary>
internal enum SessionEvent
{
    /// <summary>A message arrived.</summary>
    Message,

    /// <summary>The time without activity passed the session timeout.</summary>
    Timeout,

    /// <summary>The history was summarised.</summary>
    Compaction,

    /// <summary>The session was put away.</summary>
    Archival,
}
