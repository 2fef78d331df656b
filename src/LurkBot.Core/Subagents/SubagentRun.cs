using LurkBot.Accounting;
using LurkBot.Sessions;

namespace LurkBot.Subagents;

/// <summary>One subagent that was started.</summary>
/// <param name="Key">Its session.</param>
/// <param name="Agent">The name of its definition.</param>
/// <param name="Parent">The session that started it; null when that is not known.</param>
/// <param name="Task">What it was to do.</param>
/// <param name="State">What became of it.</param>
/// <param name="Started">When.</param>
/// <param name="Ended">When it ended; null while it has not.</param>
/// <param name="Sum">What its calls of models used.</param>
internal sealed record SubagentRun(SessionKey Key, string Agent, SessionKey? Parent, string Task, SubagentState State, DateTimeOffset Started, DateTimeOffset? Ended, UsageSum Sum)
{
    /// <summary>Why it gave no result, or went beyond its budget; null where there is nothing to say.</summary>
    public string? Why { get; init; }

    /// <summary>How long it took; null while it has not ended.</summary>
    public TimeSpan? Took => Ended - Started;
}
