using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Search;

/// <summary>Searches by reading every session, without an index: for <see cref="SearchMode.Exact"/>, as which it takes every query. The newest messages come first.</summary>
/// <param name="store">The sessions.</param>
internal sealed class ScanSearch(ISessionStore store) : ISessionSearch
{
    /// <inheritdoc/>
    public async ValueTask<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        // A query without words finds nothing to read, and says so.
        SearchTerms.Parse(query.Text);
        var listing = await store.ListAsync(cancellationToken);
        var (hits, problems) = (new List<SearchHit>(), listing.Problems.ToList());
        foreach (var info in listing.Sessions)
        {
            if ((query.Session is { } key && info.Key != key) || (query.Channel is { } channel && !string.Equals(info.Key.Channel, channel, StringComparison.Ordinal)))
                continue;
            try
            {
                await using var session = await store.OpenAsync(info.Key, cancellationToken);
                var entries = session is null ? [] : await session.ReadAllAsync(cancellationToken);
                hits.AddRange(Find(info.Key, entries, query));
            }
            catch (SessionDamagedException e)
            {
                problems.Add(e.Message);
            }
        }

        return Newest(hits, query, problems);
    }

    /// <summary>Finds what one session has.</summary>
    /// <param name="key">The session.</param>
    /// <param name="entries">Its whole history.</param>
    /// <param name="query">What is looked for.</param>
    /// <returns>All of it, in the order of the history.</returns>
    /// <exception cref="LurkBotException">The query has no words.</exception>
    internal static IEnumerable<SearchHit> Find(SessionKey key, IReadOnlyList<Entry> entries, SearchQuery query)
    {
        var terms = SearchTerms.Parse(query.Text);
        return SearchableEntry.Of(entries)
            .Where(entry => (query.Since is not { } since || entry.At >= since) && SearchTerms.Match(SearchTerms.Fold(entry.Text), terms))
            .Select(entry => new SearchHit(key, entry.Id, entry.At, entry.Role, entry.Who, entry.Standing, Snippet.Cut(entry.Text, terms)));
    }

    /// <summary>The newest of what was found, as many as the query wants.</summary>
    /// <param name="found">What was found.</param>
    /// <param name="query">What is looked for.</param>
    /// <param name="problems">What could not be searched.</param>
    internal static SearchResult Newest(IEnumerable<SearchHit> found, SearchQuery query, IReadOnlyList<string> problems)
    {
        var hits = found.OrderByDescending(hit => hit.At).ThenByDescending(hit => hit.EntryId).ToList();
        return new SearchResult([.. hits.Take(query.Limit)], hits.Count > query.Limit, problems);
    }
}
