namespace LurkBot.Search;

/// <summary>Finds messages in all sessions, archived ones too.</summary>
internal interface ISessionSearch
{
    /// <summary>Searches what people and the model said.</summary>
    /// <param name="query">What is looked for.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>What was found, as of now.</returns>
    /// <exception cref="LurkBotException">The query has no words.</exception>
    ValueTask<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancellationToken);
}
