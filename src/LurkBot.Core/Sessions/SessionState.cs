namespace LurkBot.Sessions;

/// <summary>Where a session is in its life (spec, States).</summary>
public enum SessionState
{
    /// <summary>New, without a message.</summary>
    Created,

    /// <summary>In use.</summary>
    Active,

    /// <summary>Without recent activity.</summary>
    Idle,

    /// <summary>Idle, and its history is summarised.</summary>
    Compacted,

    /// <summary>Put away for long-term reference.</summary>
    Archived,
}
