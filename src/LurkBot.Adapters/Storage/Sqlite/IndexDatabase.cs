using Microsoft.Data.Sqlite;

namespace LurkBot.Storage;

/// <summary>A connection that keeps its statements prepared: making them anew takes longer than most of them run.</summary>
/// <param name="connection">An open connection, which it owns.</param>
internal sealed class IndexDatabase(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> commands = new(StringComparer.Ordinal);

    /// <summary>Runs a statement with the parameters <c>$1</c>, <c>$2</c> and so on.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, params object?[] values) => Command(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query. Its reader is closed before the same query runs again.</summary>
    public SqliteDataReader Read(string sql, params object?[] values) => Command(sql, values).ExecuteReader();

    /// <summary>Runs a query for one number; zero when it gives none.</summary>
    public long Number(string sql, params object?[] values) => Command(sql, values).ExecuteScalar() is long number ? number : 0;

    /// <summary>Runs a query for some bytes; null when it gives none.</summary>
    public byte[]? Bytes(string sql, params object?[] values) => Command(sql, values).ExecuteScalar() as byte[];

    /// <summary>Does all of something or nothing of it.</summary>
    public async ValueTask InTransactionAsync(Func<ValueTask> work)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            await work();
            Execute("COMMIT");
        }
        catch
        {
            Execute("ROLLBACK");
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var command in commands.Values)
            command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Command(string sql, object?[] values)
    {
        if (!commands.TryGetValue(sql, out var command))
        {
            commands[sql] = command = connection.CreateCommand();
            command.CommandText = sql;
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (i < command.Parameters.Count)
                command.Parameters[i].Value = values[i] ?? DBNull.Value;
            else
                command.Parameters.AddWithValue($"${i + 1}", values[i] ?? DBNull.Value);
        }

        return command;
    }
}
