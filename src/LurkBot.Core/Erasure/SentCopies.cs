using System.Globalization;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Erasure;

/// <summary>Finds what erased entries sent to other sessions, and what was sent on from there: by the names under which messages are sent, never by their words.</summary>
internal sealed class SentCopies
{
    private readonly List<SentCopy> all = [];
    private readonly HashSet<string> meant = new(StringComparer.Ordinal);

    /// <summary>Takes in a session.</summary>
    /// <param name="copy">The session.</param>
    public void Add(SessionCopy copy)
    {
        var start = copy.Entries.OfType<UserEntry>().FirstOrDefault();
        foreach (var message in copy.Entries.OfType<UserEntry>().Where(entry => entry is { IsSaid: false, Source: not null }))
            all.Add(new SentCopy(copy.Key!, copy.Id, message, copy.Entries.OfType<AssistantEntry>().FirstOrDefault(entry => entry.Finish is AssistantEntry.Posted && entry.Answers.Contains(message.Id)))
            {
                Depth = message == start && SubagentSource.Of(copy.Entries) is not null ? message.Door!.Subagent!.Depth : 0,
            });
    }

    /// <summary>Marks what a session sent, all of it.</summary>
    /// <param name="session">The session.</param>
    public void Mark(SessionId session) => meant.Add(NameOf(session));

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
                meant.Add(NameOf(session, end?.Turn ?? message.Id));
                break;
            case AssistantEntry { ToolCalls.Count: > 0 } response:
                foreach (var call in response.ToolCalls)
                    meant.Add($"{NameOf(session, response.Turn)}{call.Id}");
                break;
        }
    }

    /// <summary>What was sent because of what is marked, and because of that.</summary>
    /// <returns>Each once, the first first.</returns>
    public IReadOnlyList<SentCopy> Find()
    {
        var found = new List<SentCopy>();
        while (all.Find(copy => !found.Contains(copy) && meant.Any(name => copy.Message.Source!.StartsWith(name, StringComparison.Ordinal))) is { } next)
        {
            found.Add(next);
            meant.Add(next.Depth > 0 ? NameOf(next.Id) : NameOf(next.Id, next.Message.Id));
        }

        return found;
    }

    private static string NameOf(SessionId session) => $"{MessageOrigin.Session}/{session.Value:N}/";

    private static string NameOf(SessionId session, long turn) => string.Create(CultureInfo.InvariantCulture, $"{NameOf(session)}{turn}/");
}
