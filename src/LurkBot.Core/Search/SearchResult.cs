namespace LurkBot.Search;

/// <summary>What a search found.</summary>
/// <param name="Hits">Messages, the best first.</param>
/// <param name="HasMore">Whether there are more than the query wanted.</param>
/// <param name="Problems">One sentence for each session that could not be searched.</param>
internal sealed record SearchResult(IReadOnlyList<SearchHit> Hits, bool HasMore, IReadOnlyList<string> Problems);
