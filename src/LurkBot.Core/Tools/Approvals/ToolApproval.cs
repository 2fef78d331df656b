using LurkBot.Sessions;

namespace LurkBot.Tools;

/// <summary>A kind of call that the owner approved for good.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Session">The only session where it holds; null for approvals of earlier versions, which no longer apply.</param>
/// <param name="Scope">What it covers: the whole command, the path, the address; for earlier versions the folder. Empty when it covers every call of the tool.</param>
internal sealed record ToolApproval(string Tool, SessionId? Session, string Scope)
{
    /// <summary>Whether <see cref="Scope"/> is the beginning of simple commands (<see cref="CommandPrefix"/>), not a whole one.</summary>
    /// <value>Default: false.</value>
    public bool IsPrefix { get; init; }

    /// <summary>For an approval that holds until the session is cleared or archived: the entry that gave it. Kept here and not read from the history, which can be imported.</summary>
    /// <value>Default: null, it holds for good.</value>
    public long? Since { get; init; }
}
