using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>Turns of earlier versions, which do not say when they end: the newest one is closed as interrupted when it was not finished.</summary>
internal static class LegacyTurns
{
    private const int FirstRead = 64;

    /// <summary>Closes what a killed process of an earlier version left open.</summary>
    /// <param name="session">The session.</param>
    /// <param name="lease">The session, held.</param>
    /// <param name="time">The clock.</param>
    public static async Task CloseAsync(IStoredSession session, TurnLease lease, TimeProvider time)
    {
        var (turn, entries) = await ReadNewestTurnAsync(session);
        // Of a turn of which something was erased it is not known what was open.
        if (turn.Count == 0 || turn.Any(entry => entry is TombstoneEntry or UserEntry { Accepted: not null } or ITurnMark { Heard.Count: > 0 } or ITurnMark { Answers.Count: > 0 }))
            return;
        if (!turn.Any(entry => entry is UserEntry) && entries.Count > 0 && turn.OfType<AssistantEntry>().All(entry => entry.ToolCalls.Count == 0))
            return;
        var answered = turn.OfType<ToolEntry>().Select(result => result.ToolCallId).ToHashSet(StringComparer.Ordinal);
        var open = turn.OfType<AssistantEntry>().SelectMany(response => response.ToolCalls).Where(call => !answered.Contains(call.Id)).ToList();
        if (turn[^1] is NoticeEntry || (turn[^1] is AssistantEntry { ToolCalls.Count: 0 } && open.Count == 0))
            return;
        var (id, now) = (turn[^1].Turn, time.GetUtcNow());
        await session.AppendAsync(
            lease,
            [
                .. open.Select(call => new ToolEntry { Turn = id, At = now, ToolCallId = call.Id, Name = call.Name, Content = TurnEnds.Interrupted, Error = true }),
                new NoticeEntry { Turn = id, At = now, Content = "Interrupted before the reply was complete.", Actor = "lurkbot", Reason = "interrupted" },
            ],
            CancellationToken.None);
    }

    /// <summary>The entries of the newest turn of an earlier version; nothing when the newest turn is of this one.</summary>
    private static async Task<(List<Entry> Turn, IReadOnlyList<Entry> All)> ReadNewestTurnAsync(IStoredSession session)
    {
        for (var count = FirstRead; ; count *= 4)
        {
            var entries = await session.ReadNewestAsync(count, CancellationToken.None);
            // Messages that wait stand behind it.
            var last = entries.LastOrDefault(entry => entry.IsOfTurn && entry is not UserEntry { Accepted: not null });
            if (last is null || last is ITurnMark { Answers.Count: > 0 })
                return ([], entries);
            var turn = entries.Where(entry => entry.IsOfTurn && entry.Turn == last.Turn && entry is not (UserEntry { Accepted: not null } or NoticeEntry { Topic: not null })).ToList();
            if (entries.Count < count || turn[0].Id > entries[0].Id || turn.Exists(entry => entry is UserEntry))
                return (turn, entries);
        }
    }
}
