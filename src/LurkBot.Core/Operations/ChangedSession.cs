using LurkBot.Sessions;

namespace LurkBot.Operations;

/// <summary>What was done with a stored session.</summary>
/// <param name="Key">The session.</param>
/// <param name="What">What was done.</param>
/// <param name="NewKey">The fork, or the session's new key; null where there is none.</param>
internal sealed record ChangedSession(SessionKey Key, SessionChangeKind What, SessionKey? NewKey = null)
{
    /// <summary>Whether others may read it from now on, or its history has more trust: approvals given in it no longer apply.</summary>
    public bool ChangesTrust { get; init; }

    /// <summary>How many sessions that it started went with it.</summary>
    public int Subagents { get; init; }

    /// <summary>How many of its schedules were paused, or go on.</summary>
    public int Schedules { get; init; }

    /// <summary>The workspace that stays behind; null when none does.</summary>
    public string? LeftBehind { get; init; }
}
