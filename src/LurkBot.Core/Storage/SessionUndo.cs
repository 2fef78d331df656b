using LurkBot.Entries;

namespace LurkBot.Storage;

/// <summary>Takes back the newest clear, turn, summary or setting of a session.</summary>
internal static class SessionUndo
{
    /// <summary>Appends the undo.</summary>
    /// <param name="session">The session.</param>
    /// <param name="actor">Who asks for it.</param>
    /// <param name="reason">Why, such as the command.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What was taken back, for a turn its message; null when there is nothing to take back.</returns>
    public static async Task<Entry?> AppendAsync(IStoredSession session, string actor, string reason, TimeProvider time, CancellationToken cancellationToken)
    {
        if (EffectiveHistory.LastUndoable(await session.ReadAllAsync(cancellationToken)) is not { } last)
            return null;
        await session.AppendAsync([new UndoEntry { Undoes = last.Id, At = time.GetUtcNow(), Actor = actor, Reason = reason }], cancellationToken);
        return last;
    }
}
