using LurkBot.Access;
using LurkBot.Entries;
using LurkBot.Recall;
using LurkBot.Search;
using LurkBot.Sessions;

namespace LurkBot.Planning;

/// <summary>Recalls from the main sessions and direct chats in which the person of a turn is the only one, by the one check of who may read (RULES RE8).</summary>
/// <param name="services">Sessions, search and access.</param>
/// <param name="actor">The turn.</param>
internal sealed class RecallElsewhere(AssistantServices services, SessionActor actor) : IRecallElsewhere
{
    /// <summary>So many messages of all sessions tell which of those are worth a look.</summary>
    private const int MostMessages = 200;

    /// <summary>So many sessions are looked into.</summary>
    private const int MostSessions = 4;

    /// <summary>So many messages of each are taken.</summary>
    private const int MostOfEach = 40;

    /// <summary>Whatever a session may read, no more than those of its person is recalled.</summary>
    private SessionActor Actor => actor with { Visibility = actor.Visibility < Visibility.Person ? actor.Visibility : Visibility.Person };

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RecallHit>> FindAsync(RecallQuery query, CancellationToken cancellationToken)
    {
        if (services is not { Search: { } search, Recall: { } index } || !IsTheirs(actor.Key) || actor.Visibility < Visibility.Person || QueryWords.OfRecall(query.Text, query.Exchange).Count == 0)
            return [];
        var (hits, seen) = (new List<RecallHit>(), new HashSet<SessionKey> { actor.Key });
        var found = await search(new SearchQuery(query.Text) { Limit = MostMessages, At = query.At, Zone = query.Zone }, cancellationToken);
        foreach (var key in found.Hits.Where(hit => hit.Standing is EntryVisibility.Standing).Select(hit => hit.Session))
        {
            if (seen.Count > MostSessions)
                break;
            if (!IsTheirs(key) || seen.Contains(key) || await services.Access.WhyNotReadAsync(Actor, key, cancellationToken) is not null)
                continue;
            seen.Add(key);
            await using var session = await services.Store.OpenAsync(key, cancellationToken);
            if (session is not null)
                hits.AddRange((await index.FindAsync(session, query with { Before = long.MaxValue, Exchange = "", Limit = MostOfEach }, cancellationToken)).Select(hit => hit with { Origin = new RecallOrigin(key, session.Info.Id) }));
        }

        return hits;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RecallHit>> ReadAsync(IReadOnlyList<RecalledPart> parts, CancellationToken cancellationToken)
    {
        var (hits, wanted) = (new List<RecallHit>(), parts.Where(part => part.Session is not null).ToLookup(part => part.Session!.Value, part => part.Entry));
        if (wanted.Count == 0 || !IsTheirs(actor.Key) || actor.Visibility < Visibility.Person)
            return [];
        foreach (var info in (await services.Store.ListAsync(cancellationToken)).Sessions.Where(info => wanted.Contains(info.Id) && IsTheirs(info.Key)))
        {
            if (await services.Access.WhyNotReadAsync(Actor, info.Key, cancellationToken) is not null)
                continue;
            await using var session = await services.Store.OpenAsync(info.Key, cancellationToken);
            if (session is null)
                continue;
            hits.AddRange(SearchableEntry.Of(await session.ReadAllAsync(cancellationToken))
                .Where(entry => entry.Standing is EntryVisibility.Standing && wanted[info.Id].Contains(entry.Id))
                .Select(entry => RecallHit.Of(entry) with { Origin = new RecallOrigin(info.Key, info.Id) }));
        }

        return hits;
    }

    private static bool IsTheirs(SessionKey key) => key is { Type: SessionType.Main or SessionType.Dm, Channel: not SessionKey.MemoryChannel };
}
