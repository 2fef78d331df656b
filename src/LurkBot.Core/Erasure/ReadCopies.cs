using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Erasure;

/// <summary>
/// Finds the tool results in which other sessions have what an erased entry says: by what the results record, and of messages that were answered by the call that sent them.
/// Results of earlier versions record nothing: those are told by their words, where they name the session.
/// </summary>
internal sealed class ReadCopies
{
    private static readonly string[] Reading = ["sessions_history", "sessions_search"];

    private readonly List<(SessionId Session, long Entry, IReadOnlyList<EntrySource> Sources)> recorded = [];
    private readonly List<(SessionId Session, ToolEntry Result)> unrecorded = [];
    private readonly Dictionary<(SessionId Session, long Turn, string Call), HashSet<long>> results = [];
    private readonly Dictionary<(SessionId Session, long Message), SubagentSource> asked = [];
    private readonly HashSet<(SessionId Session, long Entry)> found = [];

    /// <summary>The sessions that have such results.</summary>
    public IReadOnlySet<SessionId> Sessions => found.Select(copy => copy.Session).ToHashSet();

    /// <summary>Takes in a session.</summary>
    public void Add(SessionCopy copy)
    {
        foreach (var result in copy.Entries.OfType<ToolEntry>())
        {
            if (result.Sources.Count > 0)
                recorded.Add((copy.Id, result.Id, result.Sources));
            else if (Reading.Contains(result.Name, StringComparer.Ordinal) && !result.Error)
                unrecorded.Add((copy.Id, result));
            if (result.Name is "sessions_send" or SubagentSource.Tool)
                (results.TryGetValue((copy.Id, result.Turn, result.ToolCallId), out var known) ? known : results[(copy.Id, result.Turn, result.ToolCallId)] = []).Add(result.Id);
        }

        // Facts are drawn from what was said, and a response quotes what was recalled from elsewhere.
        foreach (var entry in copy.Entries)
        {
            IReadOnlyList<EntrySource> sources = entry switch
            {
                FactEntry fact => fact.Sources,
                AssistantEntry { Context: { } context } => [.. context.Recalled.Where(part => part.Session is not null).Select(part => new EntrySource(part.Session!.Value, [part.Entry]))],
                _ => [],
            };
            if (sources.Count > 0)
                recorded.Add((copy.Id, entry.Id, sources));
        }

        foreach (var message in copy.Entries.OfType<UserEntry>())
        {
            if (SubagentSource.TryParse(message.Source) is { } call)
                asked[(copy.Id, message.Id)] = call;
        }
    }

    /// <summary>Whether an entry is such a result.</summary>
    public bool Has(SessionId session, long entry) => found.Contains((session, entry));

    /// <summary>Marks all that a session said.</summary>
    public void Mark(SessionId session)
    {
        found.UnionWith(recorded.Where(result => result.Sources.Any(source => source.Session == session)).Select(result => (result.Session, result.Entry)));
        foreach (var call in asked.Where(message => message.Key.Session == session).Select(message => message.Value))
            Answered(call);
    }

    /// <summary>Marks an entry.</summary>
    public void Mark(SessionId session, Entry entry)
    {
        found.UnionWith(recorded.Where(result => result.Sources.Any(source => source.Session == session && source.Entries.Contains(entry.Id))).Select(result => (result.Session, result.Entry)));
        if (entry is not AssistantEntry { ToolCalls.Count: 0 } reply)
            return;
        foreach (var message in reply.Answers.Append(reply.Turn).Distinct())
        {
            if (asked.TryGetValue((session, message), out var call))
                Answered(call);
        }
    }

    /// <summary>Marks the results that record nothing, and have both the words and the name of a session that is erased from.</summary>
    public void Mark(ErasedWords words, IReadOnlyCollection<string> keys)
    {
        foreach (var (session, result) in unrecorded.Where(copy => !found.Contains((copy.Session, copy.Result.Id))))
        {
            if (keys.Any(key => result.Content.Contains(key, StringComparison.Ordinal)) && words.OccurIn(result.Content))
                found.Add((session, result.Id));
        }
    }

    private void Answered(SubagentSource call)
    {
        if (results.TryGetValue((call.Parent, call.Turn, call.CallId), out var entries))
            found.UnionWith(entries.Select(entry => (call.Parent, entry)));
    }
}
