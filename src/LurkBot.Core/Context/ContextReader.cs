using LurkBot.History;

namespace LurkBot.Context;

/// <summary>Reads from a store just the newest entries that the context can hold.</summary>
public static class ContextReader
{
    private const int FirstRead = 64;

    /// <summary>Reads backwards until the budget, the last clear or the beginning is reached.</summary>
    /// <param name="session">The session.</param>
    /// <param name="maximumTokens">The budget, in estimated tokens.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Entries in the order of their ids.</returns>
    public static async ValueTask<IReadOnlyList<Entry>> ReadAsync(IStoredSession session, int maximumTokens, CancellationToken cancellationToken)
    {
        for (var count = FirstRead; ; count *= 4)
        {
            var entries = await session.ReadNewestAsync(count, cancellationToken);
            if (entries.Count < count)
                return entries;
            // An undo that reaches back further hides entries that are already here.
            if (EffectiveHistory.Undone(entries).Any(id => id < entries[0].Id))
                continue;
            if (EffectiveHistory.LastClear(entries) > 0 || entries.Sum(ContextBuilder.EstimateTokens) > maximumTokens)
                return entries;
        }
    }
}
