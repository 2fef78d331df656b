using System.Diagnostics;
using LurkBot.Delivery;
using LurkBot.Tests.Cli;
using Microsoft.Data.Sqlite;

namespace LurkBot.Tests.Channels;

/// <summary>The ledger of a gateway in another process, as a test looks at it.</summary>
internal static class KillLedger
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>Takes the ledger: as long as it is held, it cannot be written.</summary>
    public static SqliteConnection Hold(ChatHome home)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(home.Path, SqliteDeliveryLedger.FileName)};Pooling=False");
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }

    /// <summary>Waits until its rows are so.</summary>
    public static async Task<LedgerRows> UntilAsync(ChatHome home, Func<LedgerRows, bool> isSo)
    {
        LedgerRows? rows = null;
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, TimeProvider.System);
        await Poll.UntilAsync(async () => isSo(rows = await ledger.ReadAsync(new LedgerFilter { Limit = int.MaxValue }, default)));
        return rows!;
    }

    /// <summary>Waits until nothing is under way.</summary>
    /// <param name="home">The gateway's home.</param>
    /// <param name="expected">The messages that must have come by then.</param>
    /// <param name="onTheWay">How much the platforms have not delivered yet.</param>
    public static async Task<LedgerRows> SettledAsync(ChatHome home, IReadOnlyList<string> expected, Func<int> onTheWay)
    {
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, TimeProvider.System);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var rows = await ledger.ReadAsync(new LedgerFilter { Limit = int.MaxValue }, default);
            List<string> open =
            [
                .. rows.Inbound.Where(row => !row.IsOver).Select(row => $"{row}"), .. rows.Outbound.Where(row => !row.IsOver).Select(row => $"{row}"),
                .. expected.Except(rows.Inbound.Select(row => row.Source)).Select(source => $"{source} never came"),
            ];
            if (open.Count == 0 && onTheWay() == 0)
                return rows;
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"{onTheWay()} updates wait; not settled are:\n{string.Join('\n', open)}");
            await timer.WaitForNextTickAsync();
        }
    }
}
