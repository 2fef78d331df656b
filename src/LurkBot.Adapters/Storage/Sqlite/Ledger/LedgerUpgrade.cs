using System.Globalization;
using LurkBot.Interop;
using LurkBot.Storage;
using Microsoft.Data.Sqlite;

namespace LurkBot.Delivery;

/// <summary>
/// Brings a ledger to the version that this program writes. What an older version wrote is copied first; the copy goes once the ledger has been opened in its
/// new version and found sound, so that whatever happens in between leaves the rows in one of the two files.
/// </summary>
internal static class LedgerUpgrade
{
    /// <summary>How the names of copies begin; the version of what they hold follows.</summary>
    public const string CopyPrefix = "ledger.version-";

    /// <summary>Makes or upgrades the tables, unless another process was faster.</summary>
    /// <param name="connection">The ledger.</param>
    /// <param name="opened">The same, with its statements.</param>
    /// <param name="path">The ledger's file.</param>
    /// <exception cref="SqliteException">It cannot be done; the ledger is as it was.</exception>
    /// <exception cref="IOException">The copy cannot be made; the ledger is as it was.</exception>
    public static void Run(SqliteConnection connection, IndexDatabase opened, string path)
    {
        // No other process writes, or copies, until this ends; whatever is thrown closes the connection, which rolls back.
        opened.Execute("BEGIN IMMEDIATE");
        if (opened.Number("PRAGMA user_version") is var found && found < LedgerSchema.Version)
        {
            if (found > 0)
                Copy(path, found);
            using var change = connection.CreateCommand();
            change.CommandText = (found == 0 ? LedgerSchema.Create : LedgerSchema.Upgrade) + $"PRAGMA user_version = {LedgerSchema.Version};";
            change.ExecuteNonQuery();
        }

        opened.Execute("COMMIT");
    }

    /// <summary>Removes copies that are not needed any more: the ledger has the version that this program writes, and is sound.</summary>
    /// <param name="path">The ledger's file.</param>
    public static void RemoveCopies(string path)
    {
        foreach (var copy in Copies(Path.GetDirectoryName(path)))
            File.Delete(copy);
    }

    /// <summary>The copies in a home, with what belongs to them.</summary>
    /// <param name="home">LurkBot's home folder; null for a ledger in memory.</param>
    public static IReadOnlyList<string> Copies(string? home) => Directory.Exists(home) ? Directory.GetFiles(home, CopyPrefix + "*") : [];

    private static void Copy(string path, long version)
    {
        var copy = Path.Combine(Path.GetDirectoryName(path)!, string.Create(CultureInfo.InvariantCulture, $"{CopyPrefix}{version}.db"));
        // One that a killed process left may be half. SQLite would make it with the process's own mask.
        File.Delete(copy);
        PrivateFile.Open(copy, FileMode.CreateNew).Dispose();
        try
        {
            using (var reader = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString()))
            {
                reader.Open();
                using var command = reader.CreateCommand();
                command.CommandText = "VACUUM INTO $copy";
                command.Parameters.AddWithValue("$copy", copy);
                command.ExecuteNonQuery();
            }

            // SQLite does not sync what it copies to.
            using var file = PrivateFile.Open(copy, FileMode.OpenOrCreate);
            file.Flush(flushToDisk: true);
            FolderSync.SyncOf(copy);
        }
        catch
        {
            File.Delete(copy);
            throw;
        }
    }
}
