using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Context;

/// <summary>Reads from a store just the newest entries from which the context is the same as from all of them.</summary>
internal static class ContextReader
{
    private const int FirstRead = 64;

    /// <summary>Reads backwards until everything is there that the context shows, or the last clear, or the beginning.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">How the context is cut.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Entries in the order of their ids.</returns>
    public static async ValueTask<IReadOnlyList<Entry>> ReadAsync(IStoredSession session, ContextSettings settings, CancellationToken cancellationToken)
    {
        var count = (long)FirstRead;
        while (true)
        {
            var entries = await session.ReadNewestAsync((int)Math.Min(int.MaxValue, count), cancellationToken);
            if (entries.Count < count || entries[0].Id <= 1 || Missing(entries, settings, session.Info.Turns) is not { } missing)
                return entries;
            count = Math.Max(count * 4, entries[^1].Id - missing + 1);
        }
    }

    /// <summary>The id of an entry that is needed beside those that were read, as old as can be told from them; null when they are enough.</summary>
    private static long? Missing(IReadOnlyList<Entry> entries, ContextSettings settings, TurnState? turns)
    {
        var first = entries[0].Id;
        // What waits and what a running turn has heard is needed, however old.
        if (turns is not null && Oldest(turns.Pending.Concat(turns.Open.SelectMany(turn => turn.Heard.Append(turn.Turn)))) is { } open && open < first)
            return open;
        if (Oldest(settings.Noted) is { } noted && noted < first)
            return noted;
        // An undo that reaches back further hides entries that are already here, or shows others.
        var undone = EffectiveHistory.Undone(entries);
        if (Oldest(undone) is { } hidden && hidden < first)
            return hidden;
        var history = ContextHistory.Of(entries, settings);
        if (history.LacksPinnedStep(first))
            return first - 1;
        if (EffectiveHistory.LastClear(entries) > 0)
            return Before(first, history.HasPins ? Math.Min(history.OldestNeeded(0), history.PinsFrom) : history.OldestNeeded(0));
        if (history.Record is not { PinsFrom: >= 0 } record)
            return first - 1;
        if (Oldest(record.Summaries.Concat(record.Pinned).Append(history.PinsFrom).Append(record.PinsFrom).Where(id => id > 0)) is { } shown && shown < first)
            return shown;
        // The window began behind a summary that was taken back: what that stood for is shown again.
        if (record.Summaries.Any(undone.Contains))
            return first - 1;
        // What a summary leaves out of its range is shown.
        if (Oldest(history.Summaries.SelectMany(summary => summary.Entry.Except)) is { } except && except < first)
            return except;
        var uncovered = history.Summaries.Count == 0 ? 1 : history.Summaries.Max(summary => summary.Range.Last) + 1;
        // What was overheard before a summary, and told after it, is not part of it.
        var told = Math.Min(uncovered, history.OldestNeeded(0));
        if (settings.Strategy != ContextStrategy.Sliding)
            return Before(first, told);
        if (!record.IsCutFor(settings.MaxTokens, settings.Zone))
            return first <= uncovered ? null : MissingOfJump(history, settings, first, uncovered);
        if (record.From <= uncovered)
            return Before(first, told);
        // Something that is left out must be there, or the window looks as if nothing were.
        if (first >= record.From)
            return record.From - 1;
        var from = history.Units.FindIndex(unit => unit.FirstId == record.From);
        from = from >= 0 ? from : history.Units.FindIndex(unit => unit.FirstId >= record.From);
        if (from <= 0)
            return first - 1;
        return Before(first, NeededFrom(history, from, uncovered));
    }

    /// <summary>A window of another budget begins where the newest units fill it: what is older does not matter, once that is certain.</summary>
    private static long? MissingOfJump(ContextHistory history, ContextSettings settings, long first, long uncovered)
    {
        var window = new ContextWindow(history, settings);
        // Of the oldest turn that was read a part may be missing.
        return window.Start == 0 || window.Needed is not null || history.Units[window.Start].Turn == history.Units[0].Turn
            ? first - 1
            : Before(first, NeededFrom(history, window.Start, uncovered));
    }

    /// <summary>Of a turn in the middle of which the window begins the question is shown: where it was not read, it has the id of the turn.</summary>
    private static long NeededFrom(ContextHistory history, int from, long uncovered)
    {
        var (turn, begin, needed) = (history.Units[from].Turn, from, history.OldestNeeded(from));
        while (begin > 0 && history.Units[begin - 1].Turn == turn)
            begin--;
        // Turns of imported histories have numbers of their own, which tell nothing of where their question is.
        return turn < uncovered || history.Units[begin].IsQuestion ? needed : Math.Min(turn, needed);
    }

    private static long? Before(long first, long needed) => needed < first ? needed : null;

    private static long? Oldest(IEnumerable<long> ids)
    {
        long? oldest = null;
        foreach (var id in ids)
            oldest = oldest <= id ? oldest : id;
        return oldest;
    }
}
