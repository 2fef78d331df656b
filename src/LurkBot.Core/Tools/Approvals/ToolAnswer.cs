namespace LurkBot.Tools;

/// <summary>What the owner says when asked whether a tool may run.</summary>
internal enum ToolAnswer
{
    /// <summary>It may not.</summary>
    No,

    /// <summary>This once.</summary>
    Once,

    /// <summary>Every call of the tool in this session, until it is cleared, archived or deleted.</summary>
    Session,

    /// <summary>Every call of the same scope in this session from now on.</summary>
    Always,
}
