using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Clears a session: the model no longer sees what stands before. Messages that wait are kept; open turns end.</summary>
internal static class SessionClear
{
    /// <summary>Appends the clear.</summary>
    /// <param name="session">The session.</param>
    /// <param name="lease">The session, held: no process runs a turn meanwhile.</param>
    /// <param name="change">Who asks for it, and why.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Whether a question that waited for approval was cancelled.</returns>
    /// <exception cref="LurkBotException">The session cannot be written; it is as it was before.</exception>
    public static async Task<bool> AppendAsync(IStoredSession session, TurnLease lease, SessionChange change, TimeProvider time, CancellationToken cancellationToken)
    {
        var (ends, asked) = ((IReadOnlyList<Entry>)[], false);
        if (lease.IsExclusive && session.Info.Turns is not { Open.Count: 0 })
        {
            var entries = await session.ReadAllAsync(cancellationToken);
            var open = TurnState.Of(entries).Open;
            ends = [.. TurnEnds.Open(entries, open, TurnEnding.Cleared, change, time)];
            asked = entries.OfType<ApprovalEntry>().Any(question => question.Approves is null && open.Any(turn => turn.Turn == question.Turn) && ends.OfType<ToolEntry>().Any(end => string.Equals(end.ToolCallId, question.ToolCallId, StringComparison.Ordinal)));
        }

        await session.AppendAsync([.. ends, new ClearEntry { At = time.GetUtcNow(), Actor = change.Actor, Reason = change.Reason }], cancellationToken);
        return asked;
    }
}
