namespace LurkBot.Tools;

/// <summary>What the owner says when asked whether a tool may run.</summary>
public enum ToolAnswer
{
    /// <summary>It may not.</summary>
    No,

    /// <summary>This once.</summary>
    Once,

    /// <summary>As long as this chat is open.</summary>
    Session,

    /// <summary>From now on, in this folder.</summary>
    Always,
}
