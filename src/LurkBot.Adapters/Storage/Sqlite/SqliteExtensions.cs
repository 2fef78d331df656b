using Microsoft.Data.Sqlite;

namespace LurkBot.Storage.Sqlite;

/// <summary>Short forms for statements.</summary>
internal static class SqliteExtensions
{
    /// <summary>A statement with the parameters <c>$1</c>, <c>$2</c> and so on.</summary>
    public static SqliteCommand Command(this SqliteConnection connection, string sql, params object?[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"${i + 1}", values[i] ?? DBNull.Value);
        return command;
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public static int Execute(this SqliteConnection connection, string sql, params object?[] values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>Runs a query for one number; zero when it gives none.</summary>
    public static long Scalar(this SqliteConnection connection, string sql, params object?[] values)
    {
        using var command = connection.Command(sql, values);
        return command.ExecuteScalar() is long number ? number : 0;
    }

    /// <summary>A text that may be missing.</summary>
    public static string? TextOrNull(this SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
