using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Accounting;

/// <summary>
/// The calls that a session made itself, also those that were cleared or taken back: they were paid for. What stands before the notice of a
/// fork was copied from a session where it counts; what an import from another program brought is known by its messages. Clocks go
/// wrong and are set back, so moments decide only where there is no message.
/// </summary>
internal sealed class SessionCalls
{
    /// <summary>What the sources of imported messages begin with; a conversation can be imported again after it has grown.</summary>
    private static readonly string[] Importers = ["chatgpt:", "claude-code:", "openclaw:", "pi:"];

    private readonly SessionId session;
    private readonly DateTimeOffset since;
    private readonly Dictionary<long, (Sender? Sender, bool IsImported)> asked = [];
    private long turn = -1;

    /// <summary>Begins before a session's first entry.</summary>
    /// <param name="session">The session.</param>
    public SessionCalls(SessionId session) => (this.session, since) = (session, session.CreatedAt);

    /// <summary>The calls of a whole history.</summary>
    /// <param name="session">The session.</param>
    /// <param name="entries">All its entries.</param>
    public static IEnumerable<ModelCall> Of(SessionId session, IReadOnlyList<Entry> entries)
    {
        var calls = new SessionCalls(session);
        var copied = -1;
        for (var i = entries.Count - 1; i >= 0 && copied < 0; i--)
            copied = IsFork(entries[i]) ? i : -1;
        for (var i = 0; i < entries.Count; i++)
        {
            if (calls.Next(entries[i]) is { } call && i > copied)
                yield return call;
        }
    }

    /// <summary>Whether all that stands before an entry was copied from another session.</summary>
    public static bool IsFork(Entry entry) => entry is StateEntry { ForkedFrom: not null };

    /// <summary>Looks at the next entry.</summary>
    /// <returns>The call that it tells of; null when it is none, or an imported one.</returns>
    public ModelCall? Next(Entry entry)
    {
        if (entry is UserEntry user)
        {
            var isImported = user.Source is { } source && Array.Exists(Importers, importer => source.StartsWith(importer, StringComparison.Ordinal));
            // Entries of earlier versions do not say when their turn ends: the next message does.
            if (user.Accepted is null)
                asked.Remove(turn);
            turn = user.Accepted is null ? entry.Turn : turn;
            asked[entry.Turn] = (user.Sender, isImported);
        }

        if (entry is SummaryEntry { Usage: not null } or NoticeEntry { Usage: not null })
            return new ModelCall(entry.At, session, entry.Id, (entry as SummaryEntry)?.Model ?? (entry as NoticeEntry)?.Model, (entry as SummaryEntry)?.Usage ?? (entry as NoticeEntry)?.Usage);
        var isAsked = asked.TryGetValue(entry.Turn, out var known);
        foreach (var answered in (entry as ITurnMark)?.Answers ?? [])
            asked.Remove(answered);
        if (entry is not AssistantEntry { Finish: not AssistantEntry.Posted } reply || known.IsImported || (!isAsked && entry.At < since))
            return null;
        return new ModelCall(entry.At, session, entry.Id, reply.Model, reply.Usage) { Person = known.Sender?.Id, PersonName = known.Sender?.Name };
    }
}
