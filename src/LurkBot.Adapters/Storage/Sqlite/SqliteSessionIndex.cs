using System.Diagnostics.CodeAnalysis;
using LurkBot.Interop;
using LurkBot.Recall;
using LurkBot.Search;
using Microsoft.Data.Sqlite;

namespace LurkBot.Storage;

/// <summary>
/// Full-text index of all sessions in <c>index.db</c>. All of it is derived from the session files: it is brought up to date by each
/// search, and built anew when it is missing, damaged or of another version. Callers wait for each other; several processes may use it.
/// </summary>
internal sealed partial class SqliteSessionIndex : ISessionSearch, IRecallIndex, IDisposable
{
    /// <summary>The file's name in the home folder.</summary>
    public const string FileName = "index.db";

    private const int Version = 6;

    /// <summary>How long another process may write before the caller goes on without the index.</summary>
    private const int BusySeconds = 5;

    /// <summary>SQLite's codes for a file that is no database, is damaged, or lacks what it should have.</summary>
    private static readonly int[] Damage = [1, 11, 26];

    private readonly ISessionCatalog catalog;
    private readonly string? path;
    private readonly Action<int, int>? onProgress;
    private readonly SemaphoreSlim gate = new(1, 1);
    private IndexDatabase database;
    private IndexWords words;
    private FileIdentity? file;

    private SqliteSessionIndex(ISessionCatalog catalog, string? path, Action<int, int>? onProgress)
    {
        (this.catalog, this.path, this.onProgress) = (catalog, path, onProgress);
        Reopen(anew: false);
    }

    /// <summary>Opens the index of a home folder, making it if it is not there.</summary>
    /// <param name="catalog">The sessions.</param>
    /// <param name="home">LurkBot's home folder.</param>
    /// <param name="onProgress">Gets how many changed sessions were read, and of how many; null when nobody watches.</param>
    /// <returns>The index; it holds what it held when it was closed.</returns>
    /// <exception cref="IndexUnavailableException">The file cannot be written.</exception>
    public static SqliteSessionIndex Open(ISessionCatalog catalog, string home, Action<int, int>? onProgress = null) => new(catalog, Path.Combine(home, FileName), onProgress);

    /// <summary>Makes an index in memory, for homes that cannot be written and sessions that are not kept.</summary>
    /// <param name="catalog">The sessions.</param>
    /// <param name="onProgress">Gets how many changed sessions were read, and of how many; null when nobody watches.</param>
    public static SqliteSessionIndex InMemory(ISessionCatalog catalog, Action<int, int>? onProgress = null) => new(catalog, null, onProgress);

    /// <inheritdoc/>
    public ValueTask<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        // A query without words is refused before anything is read.
        var terms = SearchTerms.Parse(query.Text);
        return GuardedAsync(async () =>
        {
            var problems = await RefreshAsync(cancellationToken);
            if (query.Mode is not SearchMode.Exact && Rank(query, cancellationToken) is { Hits.Count: > 0 } ranked)
                return new SearchResult(ranked.Hits, ranked.HasMore, problems);
            var (hits, hasMore) = query.Mode is SearchMode.EveryWord ? ([], false) : Find(query, terms, cancellationToken);
            return new SearchResult(hits, hasMore, problems);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // What tidies up still uses the database.
        tidying.GetAwaiter().GetResult();
        database.Dispose();
        gate.Dispose();
    }

    /// <summary>Does something with the database; with one that is damaged it begins anew, once.</summary>
    private async ValueTask<T> GuardedAsync<T>(Func<ValueTask<T>> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (IsReplaced())
                Reopen(anew: false);
            try
            {
                return await work();
            }
            catch (SqliteException e) when (Damage.Contains(e.SqliteErrorCode))
            {
                Reopen(anew: true);
                return await work();
            }
        }
        catch (SqliteException e)
        {
            throw Refused(path ?? "in memory", e);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>An erasure removes the file, and nothing must be found in what is still open of it.</summary>
    private bool IsReplaced() => path is not null && (file is null ? !File.Exists(path) : FileIdentity.Of(path) is not { } now || now.Inode != file.Inode || now.Device != file.Device);

    [MemberNotNull(nameof(database), nameof(words))]
    private void Reopen(bool anew)
    {
        database?.Dispose();
        if (anew && path is not null)
            Remove(path);
        database = path is null ? TryConnect(null)! : Connect(path);
        words = new IndexWords(database);
        file = path is null ? null : FileIdentity.Of(path);
        (knownVersion, cursor) = (-1, null);
    }

    private static IndexDatabase Connect(string path)
    {
        try
        {
            return TryConnect(path) ?? Anew(path);
        }
        catch (SqliteException e) when (Damage.Contains(e.SqliteErrorCode))
        {
            return Anew(path);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Refused(path, e);
        }
    }

    private static IndexDatabase Anew(string path)
    {
        try
        {
            Remove(path);
            return TryConnect(path) ?? throw new LurkBotException($"{path} cannot be made anew. Move it away.");
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Refused(path, e);
        }
    }

    /// <summary>Opens the database; null when another version made it.</summary>
    private static IndexDatabase? TryConnect(string? path)
    {
        if (path is not null && !File.Exists(path))
            MakePrivate(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path ?? ":memory:", Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        var opened = new IndexDatabase(connection);
        try
        {
            connection.Open();
            opened.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA cache_size = -16000; PRAGMA journal_size_limit = 1000000;");
            var version = opened.Number("PRAGMA user_version");
            if (version == 0)
                opened.Execute(IndexSchema.Create + $"PRAGMA user_version = {Version};");
            if (version is 0 or Version)
            {
                opened.Execute(IndexSchema.CreateOwn);
                return opened;
            }
        }
        catch
        {
            opened.Dispose();
            throw;
        }

        opened.Dispose();
        return null;
    }

    private static string? TextOrNull(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static void MakePrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }

    /// <summary>Removes an index, with what SQLite keeps beside it.</summary>
    internal static void Remove(string path)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm"])
            File.Delete(path + suffix);
    }

    private static IndexUnavailableException Refused(string path, Exception e) => new($"The search index {path} cannot be used: {e.Message}", e);
}
