namespace LurkBot.Turns;

/// <summary>What became of an answer to the question whether a call may run.</summary>
internal enum ApprovalOutcome
{
    /// <summary>It counts.</summary>
    Stored,

    /// <summary>It is a yes and counts, but the tool is no longer allowed: the call does not run.</summary>
    NoLongerAllowed,

    /// <summary>There is an answer already; the first one counts.</summary>
    AnsweredBefore,

    /// <summary>The question had expired.</summary>
    Expired,

    /// <summary>An approver sent a message instead, which is a no.</summary>
    NewerMessage,

    /// <summary>The session was cleared meanwhile.</summary>
    Cleared,

    /// <summary>The turn has ended: it was stopped, say.</summary>
    Ended,
}
