using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>The entries that end turns and messages which no process answers any more: pure.</summary>
internal static class TurnEnds
{
    /// <summary>The result of a call that was not finished.</summary>
    public const string Interrupted = "Interrupted: the call was not finished.";

    /// <summary>Ends all that is pending or open in a history.</summary>
    /// <param name="entries">The history.</param>
    /// <param name="ending">Why.</param>
    /// <param name="change">Who changes the session, and why.</param>
    /// <param name="time">The clock.</param>
    /// <param name="after">Messages up to this id are left alone; zero ends all.</param>
    /// <returns>Entries without ids; none when nothing is pending or open.</returns>
    public static IReadOnlyList<Entry> All(IReadOnlyList<Entry> entries, TurnEnding ending, SessionChange change, TimeProvider time, long after = 0)
    {
        var state = TurnState.Of(entries);
        if (state.Pending.Count == 0 && state.Open.Count == 0)
            return [];
        var ends = Open(entries, state.Open.Where(turn => turn.Turn > after), ending, change, time).ToList();
        var waiting = state.Pending.Where(id => id > after).ToList();
        if (waiting.Count > 0)
            ends.Add(Notice(waiting, ending.Messages, ending, change, time));
        return ends;
    }

    /// <summary>Ends open turns: each open call gets a closing result.</summary>
    /// <param name="entries">The history.</param>
    /// <param name="turns">The turns.</param>
    /// <param name="ending">Why.</param>
    /// <param name="change">Who changes the session, and why.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Entries without ids.</returns>
    public static IEnumerable<Entry> Open(IReadOnlyList<Entry> entries, IEnumerable<OpenTurn> turns, TurnEnding ending, SessionChange change, TimeProvider time)
    {
        foreach (var turn in turns)
        {
            var steps = entries.Where(entry => entry.Turn == turn.Turn).ToList();
            var answered = steps.OfType<ToolEntry>().Select(result => result.ToolCallId).ToHashSet(StringComparer.Ordinal);
            foreach (var call in steps.OfType<AssistantEntry>().SelectMany(response => response.ToolCalls).Where(call => !answered.Contains(call.Id)))
                yield return new ToolEntry { Turn = turn.Turn, At = time.GetUtcNow(), ToolCallId = call.Id, Name = call.Name, Content = Interrupted, Error = true };
            yield return Notice(turn.Heard, ending.Turn, ending, change, time) with { Turn = turn.Turn };
        }
    }

    /// <summary>Ends messages.</summary>
    /// <param name="ids">Their ids.</param>
    /// <param name="text">Why, in a sentence.</param>
    /// <param name="ending">What the end is about.</param>
    /// <param name="change">Who changes the session, and why.</param>
    /// <param name="time">The clock.</param>
    public static NoticeEntry Notice(IReadOnlyList<long> ids, string text, TurnEnding ending, SessionChange change, TimeProvider time) =>
        new() { At = time.GetUtcNow(), Content = text, Fate = TurnFate.Cancelled, Topic = ending.Topic, Answers = ids, Actor = change.Actor, Reason = change.Reason };
}
