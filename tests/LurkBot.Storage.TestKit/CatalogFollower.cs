using LurkBot.Sessions;

namespace LurkBot.Storage.TestKit;

/// <summary>Follows a store's feed of changes as an index does: it knows only what the feed has told it.</summary>
/// <param name="catalog">The store.</param>
internal sealed class CatalogFollower(ISessionCatalog catalog)
{
    private readonly Dictionary<string, SessionStamp> known = new(StringComparer.Ordinal);
    private string? cursor;

    /// <summary>What the feed has told of, by its name in the store.</summary>
    public IReadOnlyDictionary<string, SessionStamp> Known => known;

    /// <summary>The keys that it knows of, in order.</summary>
    public IReadOnlyList<SessionKey?> Keys => [.. known.Values.Select(stamp => stamp.Key).OrderBy(key => key?.ToString(), StringComparer.Ordinal)];

    /// <summary>Asks what changed since the last call.</summary>
    /// <returns>The keys of what changed.</returns>
    public async Task<IReadOnlyList<SessionKey?>> FollowAsync()
    {
        var changes = await catalog.ChangesSinceAsync(cursor, default);
        Assert.Equal(cursor is null, changes.IsWhole);
        if (changes.IsWhole)
            known.Clear();
        foreach (var name in changes.Gone)
            known.Remove(name);
        foreach (var stamp in changes.Changed)
            known[stamp.Name] = stamp;
        cursor = changes.Cursor;
        return [.. changes.Changed.Select(stamp => stamp.Key)];
    }

    /// <summary>Follows until nothing changes any more: right after a write a store may not know yet which version it is.</summary>
    public async Task SettleAsync()
    {
        for (var i = 0; (await FollowAsync()).Count > 0; i++)
        {
            Assert.True(i < 500, "The feed names sessions again and again that nobody changes.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }
}
