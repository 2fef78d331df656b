using System.Globalization;
using LurkBot.Interop;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Data.Sqlite;

namespace LurkBot.Delivery;

/// <summary>
/// The delivery ledger in SQLite: <c>ledger.db</c> in the home, or in memory. What a call writes is synced before it returns. The gateway and
/// commands beside it may have it open at once.
/// </summary>
internal sealed partial class SqliteDeliveryLedger : IDeliveryLedger
{
    /// <summary>The file's name in the home folder.</summary>
    public const string FileName = "ledger.db";

    /// <summary>How the names of ledgers begin that were put aside.</summary>
    public const string AsidePrefix = "ledger.set-aside-";

    /// <summary>How long another process may write.</summary>
    private const int BusySeconds = 10;

    /// <summary>SQLite's codes for a file that is no database or is damaged.</summary>
    private static readonly int[] Damage = [11, 26];

    private readonly IndexDatabase database;
    private readonly string path;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim gate = new(1, 1);
    private bool isDisposed;

    private SqliteDeliveryLedger(IndexDatabase database, string path, TimeProvider time) => (this.database, this.path, this.time) = (database, path, time);

    /// <inheritdoc/>
    public bool IsNew { get; private init; }

    /// <inheritdoc/>
    public string? Problem { get; private init; }

    /// <summary>Opens the ledger of a home; a damaged one is put aside, and a new one begun.</summary>
    /// <param name="home">LurkBot's home folder.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="LurkBotException">It cannot be opened, or a newer version wrote it.</exception>
    public static SqliteDeliveryLedger Open(string home, TimeProvider time)
    {
        HomeFolder.Create(home);
        var file = Path.Combine(home, FileName);
        try
        {
            // SQLite would make it with the process's own mask.
            if (!File.Exists(file))
                PrivateFile.Open(file, FileMode.OpenOrCreate).Dispose();
            else if (IsEmptied(file))
                return Connect(file, time, PutAside(file, time));
            try
            {
                return Connect(file, time, problem: null);
            }
            catch (SqliteException e) when (Damage.Contains(e.SqliteErrorCode))
            {
                return Connect(file, time, PutAside(file, time));
            }
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Refused(file, e);
        }
    }

    /// <summary>Opens the ledger of a home beside a gateway; never makes one, and never puts one aside.</summary>
    /// <param name="home">LurkBot's home folder.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="LurkBotException">It is damaged, cannot be opened, or a newer version wrote it.</exception>
    public static SqliteDeliveryLedger? OpenExisting(string home, TimeProvider time)
    {
        var file = Path.Combine(home, FileName);
        try
        {
            if (IsEmptied(file))
                throw new SqliteException("The database is empty, but its log is not.", Damage[0]);
            return new FileInfo(file) is { Exists: true, Length: > 0 } ? Connect(file, time, problem: null) : null;
        }
        catch (SqliteException e) when (Damage.Contains(e.SqliteErrorCode))
        {
            throw new LurkBotException($"The delivery ledger {file} is damaged. Stop the gateway, then run: lurkbot deliveries rebuild", e);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw Refused(file, e);
        }
    }

    /// <summary>A ledger in memory, for sessions that are not kept.</summary>
    /// <param name="time">The clock.</param>
    public static SqliteDeliveryLedger InMemory(TimeProvider time) => Connect(":memory:", time, problem: null);

    /// <summary>Puts the ledger of a home aside, so that the next start begins a new one from the sessions' files.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock.</param>
    /// <returns>What was done, as a sentence.</returns>
    public static string PutAside(string path, TimeProvider time)
    {
        var home = Path.GetDirectoryName(path)!;
        var aside = Path.Combine(home, $"{AsidePrefix}{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}.db");
        SqliteConnection.ClearAllPools();
        File.Move(path, aside);
        // What is not in the file yet stays with it; the new file must not find it.
        if (File.Exists(path + "-wal"))
            File.Move(path + "-wal", aside + "-wal");
        // A copy made before an upgrade may be all that is left of its rows: the new ledger does not replace it.
        foreach (var copy in LedgerUpgrade.Copies(home))
            File.Move(copy, $"{aside[..^".db".Length]}.{Path.GetFileName(copy)[(FileName.IndexOf('.', StringComparison.Ordinal) + 1)..]}");
        File.Delete(path + "-shm");
        PrivateFile.Open(path, FileMode.OpenOrCreate).Dispose();
        return $"The delivery ledger was put aside as {Path.GetFileName(aside)}, and a new one begun from the sessions' files. What was sent before is not known any more, and is not sent again.";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, true))
            return;
        await gate.WaitAsync();
        database.Dispose();
        gate.Dispose();
    }

    /// <summary>Whether a ledger lost its content while its log stayed: SQLite would take it for a new one, and remove the log without a word.</summary>
    private static bool IsEmptied(string path) => new FileInfo(path) is { Exists: true, Length: 0 } && new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };

    private static SqliteDeliveryLedger Connect(string path, TimeProvider time, string? problem)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = BusySeconds }.ToString());
        var opened = new IndexDatabase(connection);
        try
        {
            connection.Open();
            // Before anything is looked at or set aside: a newer version knows what its file must be.
            var version = opened.Number("PRAGMA user_version");
            if (version > LedgerSchema.Version)
                throw new LurkBotException($"{path} was written by a newer version of LurkBot (schema {version}; this one knows {LedgerSchema.Version}). Upgrade LurkBot; nothing was changed.");
            // What was erased is not left in free pages.
            opened.Execute("PRAGMA secure_delete = ON");
            opened.Execute("PRAGMA journal_mode = WAL");
            opened.Execute("PRAGMA synchronous = FULL");
            CheckSound(opened);
            // Another program's database of that name.
            if (version > 0 && opened.Number("SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('inbound', 'outbound', 'session', 'cursor')") != 4)
                throw new SqliteException("The database is not a delivery ledger.", Damage[0]);
            if (version < LedgerSchema.Version)
            {
                LedgerUpgrade.Run(connection, opened, path);
                CheckSound(opened);
            }

            LedgerUpgrade.RemoveCopies(path);
            // A process that ended before it had read all files leaves it as new as it found it.
            return new SqliteDeliveryLedger(opened, path, time) { IsNew = opened.Number("SELECT count(*) FROM cursor WHERE name = $1", LedgerCursor.FilesRead) == 0, Problem = problem };
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static void CheckSound(IndexDatabase opened)
    {
        using var check = opened.Read("PRAGMA quick_check(1)");
        if (!check.Read() || check.GetString(0) is not "ok")
            throw new SqliteException("The database is damaged.", Damage[0]);
    }

    private static LurkBotException Refused(string path, Exception e) => new($"The delivery ledger {path} cannot be used: {e.Message.TrimEnd('.')}. Check permissions and free space.", e);

    /// <summary>SQLite has rolled back by itself after some errors.</summary>
    private void Rollback()
    {
        try
        {
            database.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // Nothing was begun any more.
        }
    }

    private async ValueTask<T> ReadAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            return work();
        }
        catch (SqliteException e)
        {
            throw Refused(path, e);
        }
        finally
        {
            gate.Release();
        }
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Text(SessionId session) => session.Value.ToString("N");

    private static SessionId? Session(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : new SessionId(Guid.ParseExact(reader.GetString(column), "N"));

    private static DateTimeOffset Time(SqliteDataReader reader, int column) => DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private static string? Optional(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
