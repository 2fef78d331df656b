namespace LurkBot.Entries;

/// <summary>The answer to the question whether a tool call may run.</summary>
public enum ApprovalDecision
{
    /// <summary>No.</summary>
    No,

    /// <summary>Nobody answered in time, or the conversation went on; counts as no.</summary>
    Expired,

    /// <summary>Yes, this call.</summary>
    Once,

    /// <summary>Yes, and every call of the same scope in this session until it is cleared, archived or deleted.</summary>
    Session,

    /// <summary>Yes, and every call of the same scope in this session from now on.</summary>
    Always,
}
