using System.Diagnostics;
using LurkBot.Storage;
using Microsoft.Data.Sqlite;

namespace LurkBot.Benchmarks;

/// <summary>One append with its sync beside one insert into SQLite (WAL, synchronous FULL), in turn: as fast as it goes, and one every 50 ms.</summary>
internal static class SqliteBenchmark
{
    public static async Task RunAsync(string folder)
    {
        await using var session = await new FileSessionStore(folder, TimeProvider.System).OpenOrCreateAsync(Samples.Key(0), default);
        await using var database = new SqliteConnection($"Data Source={Path.Combine(folder, "entries.db")};Pooling=False");
        await database.OpenAsync();
        Run(database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE entries(id INTEGER PRIMARY KEY, content TEXT NOT NULL)");
        using var insert = database.CreateCommand();
        insert.CommandText = "INSERT INTO entries(content) VALUES ($content)";
        var content = insert.Parameters.Add("$content", SqliteType.Text);

        Console.WriteLine("| writes | append + sync, ms | SQLite insert, ms | ratio |\n|---|---|---|---|");
        await MeasureAsync(2000, TimeSpan.Zero);
        foreach (var (name, count, pause) in new[] { ("as fast as it goes", 2000, TimeSpan.Zero), ("one every 50 ms", 100, TimeSpan.FromMilliseconds(50)) })
        {
            var (ours, theirs) = await MeasureAsync(count, pause);
            Console.WriteLine($"| {name} | {Samples.Text(ours)} | {Samples.Text(theirs)} | {Samples.Text(ours / theirs)} |");
        }

        async Task<(double Ours, double Theirs)> MeasureAsync(int count, TimeSpan pause)
        {
            var (ours, theirs) = (new List<double>(), new List<double>());
            for (var i = 0; i < count; i++)
            {
                var entry = Samples.Entry(i);
                await Task.Delay(pause, TimeProvider.System);
                var start = Stopwatch.GetTimestamp();
                await session.AppendAsync([entry], default);
                ours.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                await Task.Delay(pause, TimeProvider.System);
                content.Value = entry.Content;
                start = Stopwatch.GetTimestamp();
                insert.ExecuteNonQuery();
                theirs.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return (Samples.Median(ours), Samples.Median(theirs));
        }
    }

    private static void Run(SqliteConnection database, string sql)
    {
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
