using LurkBot.Storage;

namespace LurkBot.Recall;

/// <summary>Finds earlier messages of a session that have to do with what is said now, by an index, without a model.</summary>
internal interface IRecallIndex
{
    /// <summary>Finds messages of one session. What was appended since the last call is taken into the index first; no file is read for that.</summary>
    /// <param name="session">The session.</param>
    /// <param name="query">What is said now.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>Messages that stand, the best first; none when nothing is near enough.</returns>
    /// <exception cref="LurkBotException">The index cannot be used.</exception>
    ValueTask<IReadOnlyList<RecallHit>> FindAsync(IStoredSession session, RecallQuery query, CancellationToken cancellationToken);
}
