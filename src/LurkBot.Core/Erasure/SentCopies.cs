using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Erasure;

/// <summary>Finds what erased entries sent to other sessions, and what was sent on from there: by the names under which messages are sent, never by their words.</summary>
internal sealed class SentCopies
{
    private readonly List<(SubagentSource Call, SentCopy Copy)> all = [];
    private readonly List<SentCopy> found = [];
    private readonly HashSet<SessionId> sessions = [];
    private readonly HashSet<(SessionId Session, long Turn)> turns = [];
    private readonly HashSet<(SessionId Session, long Turn, string Call)> calls = [];

    /// <summary>Takes in a session.</summary>
    /// <param name="copy">The session.</param>
    public void Add(SessionCopy copy)
    {
        var start = copy.Entries.OfType<UserEntry>().FirstOrDefault();
        foreach (var message in copy.Entries.OfType<UserEntry>().Where(entry => !entry.IsSaid))
        {
            if (SubagentSource.TryParse(message.Source) is not { } call)
                continue;
            var posted = copy.Entries.OfType<AssistantEntry>().FirstOrDefault(entry => entry.Finish is AssistantEntry.Posted && entry.Answers.Contains(message.Id));
            all.Add((call, new SentCopy(copy.Key!, copy.Id, message, posted)
            {
                Depth = message == start && SubagentSource.Of(copy.Entries) is not null ? message.Door!.Subagent!.Depth : 0,
            }));
        }
    }

    /// <summary>Marks what a session sent, all of it.</summary>
    /// <param name="session">The session.</param>
    public void Mark(SessionId session) => sessions.Add(session);

    /// <summary>Marks what was sent because of an entry: of a message all that its turn sent, of a response what it called for.</summary>
    /// <param name="session">The session.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="history">The session's history.</param>
    public void Mark(SessionId session, Entry entry, IReadOnlyList<Entry> history)
    {
        switch (entry)
        {
            case UserEntry message:
                var end = history.OfType<ITurnMark>().FirstOrDefault(mark => mark.Heard.Contains(message.Id) || mark.Answers.Contains(message.Id)) as Entry;
                turns.Add((session, end?.Turn ?? message.Id));
                break;
            case AssistantEntry response:
                Mark(session, response.Turn, response.ToolCalls);
                break;
        }
    }

    /// <summary>Marks what calls of a turn sent.</summary>
    /// <param name="session">The session.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="toolCalls">The calls.</param>
    public void Mark(SessionId session, long turn, IEnumerable<ToolCall> toolCalls) => calls.UnionWith(toolCalls.Select(call => (session, turn, call.Id)));

    /// <summary>What was sent because of what is marked, and because of that.</summary>
    /// <returns>Each once.</returns>
    public IReadOnlyList<SentCopy> Find()
    {
        for (var count = -1; count != found.Count;)
        {
            count = found.Count;
            foreach (var next in all.Where(sent => IsMarked(sent.Call)).ToList())
            {
                all.Remove(next);
                found.Add(next.Copy);
                if (next.Copy.Depth > 0)
                    sessions.Add(next.Copy.Id);
                else
                    turns.Add((next.Copy.Id, next.Copy.Message.Id));
            }
        }

        return [.. found];
    }

    private bool IsMarked(SubagentSource call) => sessions.Contains(call.Parent) || turns.Contains((call.Parent, call.Turn)) || calls.Contains((call.Parent, call.Turn, call.CallId));
}
