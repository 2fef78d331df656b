using LurkBot.Search;
using Microsoft.Data.Sqlite;

namespace LurkBot.Storage;

/// <summary>
/// Full-text index of all sessions in <c>index.db</c>. All of it is derived from the session files: it is brought up to date by each
/// search, and built anew when it is missing, damaged or of another version. One caller at a time; several processes may use it.
/// </summary>
internal sealed partial class SqliteSessionIndex : ISessionSearch, IDisposable
{
    /// <summary>The file's name in the home folder.</summary>
    public const string FileName = "index.db";

    private const int Version = 3;

    /// <summary>How long another process may write before the caller goes on without the index.</summary>
    private const int BusySeconds = 5;

    /// <summary>SQLite's codes for a file that is no database, is damaged, or lacks what it should have.</summary>
    private static readonly int[] Damage = [1, 11, 26];

    private readonly ISessionCatalog catalog;
    private readonly string path;
    private readonly Action<int, int>? onProgress;
    private IndexDatabase database;

    private SqliteSessionIndex(ISessionCatalog catalog, string path, Action<int, int>? onProgress, IndexDatabase database) =>
        (this.catalog, this.path, this.onProgress, this.database) = (catalog, path, onProgress, database);

    /// <summary>Opens the index of a home folder, making it if it is not there.</summary>
    /// <param name="catalog">The sessions.</param>
    /// <param name="home">LurkBot's home folder.</param>
    /// <param name="onProgress">Gets how many changed sessions were read, and of how many; null when nobody watches.</param>
    /// <returns>The index; it holds what it held when it was closed.</returns>
    /// <exception cref="IndexUnavailableException">The file cannot be written.</exception>
    public static SqliteSessionIndex Open(ISessionCatalog catalog, string home, Action<int, int>? onProgress = null)
    {
        var file = Path.Combine(home, FileName);
        return new SqliteSessionIndex(catalog, file, onProgress, Connect(file));
    }

    /// <inheritdoc/>
    public ValueTask<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var terms = SearchTerms.Parse(query.Text);
        return GuardedAsync(async () =>
        {
            var problems = await RefreshAsync(cancellationToken);
            var (hits, hasMore) = Find(query, terms, cancellationToken);
            return new SearchResult(hits, hasMore, problems);
        });
    }

    /// <inheritdoc/>
    public void Dispose() => database.Dispose();

    /// <summary>Does something with the database; with one that is damaged it begins anew, once.</summary>
    private async ValueTask<T> GuardedAsync<T>(Func<ValueTask<T>> work)
    {
        try
        {
            try
            {
                return await work();
            }
            catch (SqliteException e) when (Damage.Contains(e.SqliteErrorCode))
            {
                database.Dispose();
                Remove(path);
                database = Connect(path);
                knownVersion = -1;
                return await work();
            }
        }
        catch (SqliteException e)
        {
            throw Refused(path, e);
        }
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
    private static IndexDatabase? TryConnect(string path)
    {
        if (!File.Exists(path))
            MakePrivate(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        var opened = new IndexDatabase(connection);
        try
        {
            connection.Open();
            opened.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;");
            var version = opened.Number("PRAGMA user_version");
            if (version == 0)
                opened.Execute(IndexSchema.Create + $"PRAGMA user_version = {Version};");
            if (version is 0 or Version)
                return opened;
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
