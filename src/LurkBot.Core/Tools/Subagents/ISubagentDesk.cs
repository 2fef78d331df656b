using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tools;

/// <summary>Starts subagents for turns, and brings their results back. Thread-safe.</summary>
internal interface ISubagentDesk
{
    /// <summary>The kinds of subagents that there are.</summary>
    IReadOnlyList<SubagentDefinition> Definitions { get; }

    /// <summary>How long any of them may run.</summary>
    TimeSpan Longest { get; }

    /// <summary>Starts a subagent, or finds what became of it: called again for the same call, it starts none twice.</summary>
    /// <param name="parent">The turn that starts it.</param>
    /// <param name="call">What the model asked for.</param>
    /// <param name="callId">The call.</param>
    /// <param name="cancellationToken">Stops it; what is durable stays.</param>
    /// <returns>Its result.</returns>
    /// <exception cref="LurkBot.Turns.ApprovalNeededException">It runs: the turn parks until it has ended.</exception>
    /// <exception cref="LurkBotException">It may not be started, or did not succeed.</exception>
    ValueTask<string> SpawnAsync(TurnSubagents parent, SubagentCall call, string callId, CancellationToken cancellationToken);

    /// <summary>What is known of a subagent's session.</summary>
    /// <param name="child">The session.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Null for a session that no <see cref="TurnSubagents.Tool"/> started.</returns>
    ValueTask<SubagentFacts?> FindAsync(SessionKey child, CancellationToken cancellationToken);

    /// <summary>The sessions of the subagents that a turn started.</summary>
    /// <param name="parent">The session of the turn.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    ValueTask<IReadOnlyList<SessionKey>> ListAsync(IStoredSession parent, long turn, CancellationToken cancellationToken);

    /// <summary>Lets the subagents of a parked turn run: one process started them, and another may go on with them.</summary>
    /// <param name="parent">The session whose turn waits.</param>
    /// <param name="question">The entry with which it waits.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    ValueTask BeginAllAsync(IStoredSession parent, ApprovalEntry question, CancellationToken cancellationToken);
}
