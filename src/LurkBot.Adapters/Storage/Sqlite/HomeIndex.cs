using LurkBot.Recall;
using LurkBot.Search;
using Microsoft.Data.Sqlite;

namespace LurkBot.Storage;

/// <summary>
/// Searches a home by its <c>index.db</c>, and where that cannot be written by the same index in memory, which takes longer to make and finds the
/// same. A search opens the file for itself, so that it never holds up a turn that recalls. Thread-safe.
/// </summary>
/// <param name="catalog">The sessions.</param>
/// <param name="home">LurkBot's home folder; null for sessions that are not kept.</param>
/// <param name="warn">Told why the index cannot be used, in a sentence.</param>
/// <param name="onProgress">Gets how many changed sessions a search has read, and of how many; null when nobody watches.</param>
internal sealed class HomeIndex(ISessionCatalog catalog, string? home, Action<string> warn, Action<int, int>? onProgress = null) : ISessionSearch, IRecallIndex, IDisposable
{
    /// <summary>SQLite's codes for a file that another process writes: it can be used again soon.</summary>
    private const int Busy = 5, Locked = 6;

    private readonly Lock opening = new();
    private SqliteSessionIndex? inMemory;
    private SqliteSessionIndex? recalling;

    /// <inheritdoc/>
    public async ValueTask<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        if (Directory.Exists(home))
        {
            try
            {
                using var index = SqliteSessionIndex.Open(catalog, home, onProgress);
                return await index.SearchAsync(query, cancellationToken);
            }
            catch (IndexUnavailableException e)
            {
                warn($"{e.Message} The sessions themselves are read, which takes longer.");
            }
        }

        return await InMemory().SearchAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RecallHit>> FindAsync(IStoredSession session, RecallQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await Recalling().FindAsync(session, query, cancellationToken);
        }
        catch (IndexUnavailableException e) when (e.InnerException is not SqliteException { SqliteErrorCode: Busy or Locked })
        {
            return await InMemory().FindAsync(session, query, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (opening)
        {
            recalling?.Dispose();
            inMemory?.Dispose();
            (recalling, inMemory) = (null, null);
        }
    }

    private SqliteSessionIndex Recalling()
    {
        lock (opening)
            return Directory.Exists(home) ? recalling ??= SqliteSessionIndex.Open(catalog, home) : InMemory();
    }

    private SqliteSessionIndex InMemory()
    {
        lock (opening)
            return inMemory ??= SqliteSessionIndex.InMemory(catalog, onProgress);
    }
}
