using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>The question for which the turn of a session is parked.</summary>
internal static class OpenQuestion
{
    /// <summary>Looks for it; reads the history only when a turn is open.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Null when no question waits for an answer.</returns>
    public static async ValueTask<ApprovalEntry?> FindAsync(IStoredSession session, CancellationToken cancellationToken) => (await FindTurnAsync(session, cancellationToken))?.Question;

    /// <summary>Looks for the turn that is parked for a question; reads the history only when a turn is open.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Null when no question waits for an answer.</returns>
    public static async ValueTask<StoredTurn?> FindTurnAsync(IStoredSession session, CancellationToken cancellationToken) =>
        // One that waits for another session asks no person.
        await FindParkedAsync(session, cancellationToken) is { Question: { } question } turn && !AwaitedAnswer.IsOne(question) ? turn : null;

    /// <summary>Looks for the turn that is parked, for a question or for another session; reads the history only when a turn is open.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Null when none is.</returns>
    public static async ValueTask<StoredTurn?> FindParkedAsync(IStoredSession session, CancellationToken cancellationToken)
    {
        if (session.Info.Turns is { Open.Count: 0 })
            return null;
        var entries = await session.ReadAllAsync(cancellationToken);
        var map = TurnMap.Of(entries);
        return TurnState.Of(entries).Open.Select(open => new StoredTurn(open, map, entries, [])).FirstOrDefault(turn => turn is { Question: not null, Answer: null });
    }

    /// <summary>Whether an answer may stand for more than this one call: not where another session or a model's schedule began the turn.</summary>
    /// <param name="session">The session.</param>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async ValueTask<bool> MayStandAsync(IStoredSession session, ApprovalEntry question, CancellationToken cancellationToken) =>
        !RelayedQuestion.IsOne(question)
        && await session.ReadAfterAsync(question.Turn - 1, cancellationToken) is [UserEntry message, ..] && message.Id == question.Turn && message.HasStandingApprovals;
}
