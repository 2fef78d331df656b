namespace LurkBot.Tools;

/// <summary>What became of a message to another session.</summary>
internal enum ExchangeState
{
    /// <summary>The platform has it.</summary>
    Sent,

    /// <summary>It is stored, and will be sent or answered.</summary>
    Queued,

    /// <summary>It may have been sent: the platform's answer was lost.</summary>
    MaybeSent,

    /// <summary>The session that was asked has answered.</summary>
    Answered,

    /// <summary>The session that was asked waits for a person's approval.</summary>
    WaitingForApproval,

    /// <summary>No answer came in time.</summary>
    TimedOut,

    /// <summary>The turn that was to answer was stopped.</summary>
    Cancelled,

    /// <summary>The turn that was to answer failed.</summary>
    Failed,

    /// <summary>The session that was asked refused the message.</summary>
    Refused,
}
