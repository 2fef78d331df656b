namespace LurkBot.Sessions;

/// <summary>Who takes part in a session; decides its trust and whether it is sandboxed (spec, Session Types).</summary>
public enum SessionType
{
    /// <summary>A direct chat with the owner.</summary>
    Main,

    /// <summary>A direct chat with somebody else.</summary>
    Dm,

    /// <summary>A group chat.</summary>
    Group,

    /// <summary>A thread of a forum or channel.</summary>
    Topic,

    /// <summary>A session that another session started.</summary>
    Subagent,
}
