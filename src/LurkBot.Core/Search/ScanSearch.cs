using LurkBot.Storage;

namespace LurkBot.Search;

/// <summary>Searches by reading every session; the newest messages come first.</summary>
/// <param name="store">The sessions.</param>
internal sealed class ScanSearch(ISessionStore store) : ISessionSearch
{
    /// <inheritdoc/>
    public async ValueTask<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var terms = SearchTerms.Parse(query.Text);
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
                hits.AddRange(SearchableEntry.Of(entries)
                    .Where(entry => (query.Since is not { } since || entry.At >= since) && SearchTerms.Match(SearchTerms.Fold(entry.Text), terms))
                    .Select(entry => new SearchHit(info.Key, entry.Id, entry.At, entry.Role, entry.Who, entry.Standing, Snippet.Cut(entry.Text, terms))));
            }
            catch (SessionDamagedException e)
            {
                problems.Add(e.Message);
            }
        }

        var newest = hits.OrderByDescending(hit => hit.At).ThenByDescending(hit => hit.EntryId).Take(query.Limit).ToList();
        return new SearchResult(newest, hits.Count > newest.Count, problems);
    }
}
