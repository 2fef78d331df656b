using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Ends what is pending or open in the copy of a session: only the original answers it.</summary>
internal static class CopiedTurns
{
    /// <summary>The result of a call that was not finished.</summary>
    public const string Interrupted = "Interrupted: the call was not finished.";

    /// <summary>The entries that end it.</summary>
    /// <param name="entries">The copied history.</param>
    /// <param name="change">Who copies it, and why.</param>
    /// <param name="time">The clock.</param>
    /// <param name="after">Messages up to this id are not the copy's; zero ends all.</param>
    /// <returns>Entries without ids; none when nothing is pending or open.</returns>
    public static IReadOnlyList<Entry> End(IReadOnlyList<Entry> entries, SessionChange change, TimeProvider time, long after = 0)
    {
        var state = TurnState.Of(entries);
        if (state.Pending.Count == 0 && state.Open.Count == 0)
            return [];
        var (ends, map, now) = (new List<Entry>(), TurnMap.Of(entries), time.GetUtcNow());
        foreach (var turn in map.OpenTurns())
        {
            var id = map.TurnOf(turn[0]);
            var open = state.Open.First(known => known.Turn == id);
            if (id <= after)
                continue;
            var answered = turn.OfType<ToolEntry>().Select(result => result.ToolCallId).ToHashSet(StringComparer.Ordinal);
            ends.AddRange(turn.OfType<AssistantEntry>().SelectMany(response => response.ToolCalls).Where(call => !answered.Contains(call.Id))
                .Select(call => new ToolEntry { Turn = id, At = now, ToolCallId = call.Id, Name = call.Name, Content = Interrupted, Error = true }));
            ends.Add(new NoticeEntry { Turn = id, At = now, Content = "Cancelled: this turn was still running when the session was copied.", Fate = TurnFate.Cancelled, Topic = NoticeTopic.Copy, Answers = open.Heard, Actor = change.Actor, Reason = change.Reason });
        }

        var waiting = entries.OfType<UserEntry>().Where(entry => map.IsWaiting(entry.Id) && entry.Id > after).Select(entry => entry.Id).ToList();
        if (waiting.Count > 0)
            ends.Add(new NoticeEntry { At = now, Content = "Cancelled: these messages were still waiting when the session was copied.", Fate = TurnFate.Cancelled, Topic = NoticeTopic.Copy, Answers = waiting, Actor = change.Actor, Reason = change.Reason });
        return ends;
    }
}
