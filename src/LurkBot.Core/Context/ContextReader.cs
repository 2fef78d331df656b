using LurkBot.History;

namespace LurkBot.Context;

/// <summary>Reads from a store just the newest entries from which the context is the same as from all of them.</summary>
public static class ContextReader
{
    private const int FirstRead = 64;

    /// <summary>Reads backwards until everything is there that the context shows, or the last clear, or the beginning.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">How the context is cut.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Entries in the order of their ids.</returns>
    public static async ValueTask<IReadOnlyList<Entry>> ReadAsync(IStoredSession session, ContextSettings settings, CancellationToken cancellationToken)
    {
        for (var count = FirstRead; ; count *= 4)
        {
            var entries = await session.ReadNewestAsync(count, cancellationToken);
            if (entries.Count < count || IsEnough(entries, settings, session.Info.Turns))
                return entries;
        }
    }

    private static bool IsEnough(IReadOnlyList<Entry> entries, ContextSettings settings, TurnState? turns)
    {
        var first = entries[0].Id;
        // What waits and what a running turn has heard is needed, however old.
        if (turns is not null && (turns.Pending.Any(id => id < first) || turns.Open.Any(turn => turn.Turn < first || turn.Heard.Any(id => id < first))))
            return false;
        // An undo that reaches back further hides entries that are already here, or shows others.
        var undone = EffectiveHistory.Undone(entries);
        if (undone.Any(id => id < first))
            return false;
        var history = ContextHistory.Of(entries, settings);
        if (history.LacksPinnedStep(first))
            return false;
        if (EffectiveHistory.LastClear(entries) > 0)
            return history.OldestNeeded(0) >= first && (!history.HasPins || history.PinsFrom >= first);
        if (history.Record is not { } record || record.Budget != settings.MaxTokens)
            return false;
        if (record.PinsFrom < 0 || record.Summaries.Concat(record.Pinned).Append(history.PinsFrom).Append(record.PinsFrom).Any(id => id > 0 && id < first))
            return false;
        // The window began behind a summary that was taken back: what that stood for is shown again.
        if (record.Summaries.Any(undone.Contains))
            return false;
        // What a summary leaves out of its range is shown.
        if (history.Summaries.Exists(summary => summary.Entry.Except.Any(id => id < first)))
            return false;
        var uncovered = history.Summaries.Count == 0 ? 1 : history.Summaries.Max(summary => summary.Range.Last) + 1;
        if (settings.Strategy != ContextStrategy.Sliding || record.From <= uncovered)
            return first <= uncovered;
        if (first > record.From)
            return false;
        var from = history.Units.FindIndex(unit => unit.FirstId == record.From);
        from = from >= 0 ? from : history.Units.FindIndex(unit => unit.FirstId >= record.From);
        // Of a turn in the middle of which the window begins the question is shown: it has the id of the turn.
        return from >= 0 && history.OldestNeeded(from) >= first && (history.Units[from].Turn >= first || history.Units[from].Turn < uncovered);
    }
}
