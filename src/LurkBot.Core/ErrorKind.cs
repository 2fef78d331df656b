namespace LurkBot;

/// <summary>What a door makes of an error: which exit code, which answer to a request.</summary>
public enum ErrorKind
{
    /// <summary>Something failed.</summary>
    Failure,

    /// <summary>What was asked for is wrong or not allowed.</summary>
    Refused,

    /// <summary>There is no such session.</summary>
    NotFound,

    /// <summary>Another turn holds the session.</summary>
    Busy,

    /// <summary>A budget is used up.</summary>
    Paused,

    /// <summary>The message is accepted and will be answered, but not here and now.</summary>
    Accepted,
}
