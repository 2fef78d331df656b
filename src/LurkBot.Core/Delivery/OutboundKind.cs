namespace LurkBot.Delivery;

/// <summary>What a part that is sent is.</summary>
internal enum OutboundKind
{
    /// <summary>The reply of a turn.</summary>
    Reply,

    /// <summary>What a turn ended with instead of a reply, or something else that a person should know.</summary>
    Notice,

    /// <summary>What a command said.</summary>
    Command,

    /// <summary>A question whether a tool call may run, with buttons.</summary>
    Approval,
}
