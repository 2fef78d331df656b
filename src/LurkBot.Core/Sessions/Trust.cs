namespace LurkBot.Sessions;

/// <summary>How far a sender or a session is trusted; a larger value means more.</summary>
public enum Trust
{
    /// <summary>Groups, topics and everybody unknown.</summary>
    Low,

    /// <summary>People who write to the assistant directly.</summary>
    Partial,

    /// <summary>The owner.</summary>
    Full,
}
