namespace LurkBot.Models;

/// <summary>The lists of providers' models: kept ones for a day, else asked for, all providers at once.</summary>
/// <param name="lister">Asks.</param>
/// <param name="cache">Keeps.</param>
/// <param name="time">The clock.</param>
internal sealed class ModelDirectory(ModelListClient lister, ModelListCache cache, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>The lists of some providers.</summary>
    /// <param name="providers">The providers, in the order of the result.</param>
    /// <param name="refresh">Whether all are asked again.</param>
    /// <param name="onAnswer">Told how many of all are there, each time one comes.</param>
    /// <param name="cancellationToken">Cancels the questions.</param>
    /// <returns>One listing for each; of one that cannot be asked, what it said before and the problem.</returns>
    public async Task<IReadOnlyList<ProviderModels>> GetAsync(IReadOnlyList<ModelProvider> providers, bool refresh, Action<int, int>? onAnswer, CancellationToken cancellationToken)
    {
        var kept = cache.Read();
        var done = 0;
        var listings = await Task.WhenAll(providers.Select(async provider =>
        {
            var earlier = kept.FirstOrDefault(listing => listing.Provider == provider && string.Equals(listing.Address, lister.AddressOf(provider), StringComparison.Ordinal));
            var listing = !refresh && IsFresh(earlier) ? earlier! : await lister.AskAsync(provider, cancellationToken);
            onAnswer?.Invoke(Interlocked.Increment(ref done), providers.Count);
            return listing.Problem is not null && earlier is not null ? earlier with { Problem = listing.Problem } : listing;
        }));
        var asked = listings.Where(listing => listing.Problem is null && listing.Provider != ModelProvider.Offline && !kept.Contains(listing)).ToList();
        if (asked.Count > 0)
            cache.Write([.. kept.Where(listing => asked.TrueForAll(other => other.Provider != listing.Provider)), .. asked]);
        return listings;
    }

    private bool IsFresh(ProviderModels? listing) => listing is not null && time.GetUtcNow() - listing.AskedAt is { } age && age >= TimeSpan.Zero && age < Lifetime;
}
