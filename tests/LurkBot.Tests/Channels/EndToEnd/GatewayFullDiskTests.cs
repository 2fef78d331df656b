using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Channels;

/// <summary>A gateway whose disk is full: nothing is acknowledged, nothing fails for it, and it goes on by itself once there is space (invariant 1, RULES LE3).</summary>
public sealed class GatewayFullDiskTests
{
    [Theory(Skip = "Only root can mount a disk of its own.", SkipUnless = nameof(CanMount))]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Full_WhileMessagesCome_EachIsAnsweredOnceWhenThereIsSpace(bool isLedgerFull)
    {
        await using var stage = await BotApiStage.StartAsync();
        using var home = new ChatHome();
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "none", home.Path);
        try
        {
            home.Model.Says = "Here.";
            var gateway = await home.StartGatewayAsync(("LURKBOT_TELEGRAM__BOT_TOKEN", BotApiStage.Token), ("LURKBOT_TELEGRAM__BASE_URL", stage.Server.BaseUrl), ("LURKBOT_TELEGRAM__OWNER", "42"));
            stage.Server.SendText(stage.Private, stage.Ada, "first");
            await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Private).Count == 1 && stage.Bot.Updates.Pending == 0);

            // The ledger's log may have room of its own, which it writes over, while sessions' files have none.
            await EmptyLogAsync(home, isLedgerFull ? "TRUNCATE" : "RESTART");
            Fill(Path.Combine(home.Path, "filler"));
            stage.Server.SendText(stage.Private, stage.Ada, Second);
            var refusals = 0;
            while (refusals < 5 && await gateway.StandardOutput.ReadLineAsync() is { } line)
                refusals += line.Contains("could not be stored and are not acknowledged", StringComparison.Ordinal) ? 1 : 0;
            Assert.Equal(1, stage.Bot.Updates.Pending);

            File.Delete(Path.Combine(home.Path, "filler"));
            await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Private).Count == 2);
            await stage.Server.UntilAsync(() => stage.Bot.Updates.Pending == 0);
            await gateway.KillAsync();
            Assert.Equal(["Here.", "Here."], stage.Server.Answers(stage.Private).Select(message => message.Text));
            await using var ledger = SqliteDeliveryLedger.Open(home.Path, TimeProvider.System);
            Assert.All((await ledger.ReadAsync(new LedgerFilter(), default)).Inbound.Where(row => row.Address.EndsWith(":42", StringComparison.Ordinal)), row => Assert.Equal(InboundState.Answered, row.State));
            await using var session = (await home.Store.OpenAsync(SessionKey.Parse("telegram:42:main"), default))!;
            Assert.Equal(["first", Second], (await session.ReadAllAsync(default)).OfType<UserEntry>().Select(entry => entry.Content));
        }
        finally
        {
            home.Stop();
            await RunAsync("umount", "-l", home.Path);
        }
    }

    /// <summary>Longer than what is free in the last page of the session file.</summary>
    private static readonly string Second = new('s', 3990);

    public static bool CanMount => Sandboxes.SandboxHome.IsRoot;

    private static async Task EmptyLogAsync(ChatHome home, string mode)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(home.Path, SqliteDeliveryLedger.FileName)};Pooling=False");
        await connection.OpenAsync();
        await using var checkpoint = connection.CreateCommand();
        checkpoint.CommandText = $"PRAGMA wal_checkpoint({mode})";
        await checkpoint.ExecuteNonQueryAsync();
    }

    private static void Fill(string path)
    {
        using var file = File.Create(path, 1);
        try
        {
            while (true)
                file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = ChildProcess.Start(command[0], command[1..]);
        Assert.Equal((0, ""), (await process.FinishAsync()) is var (code, _, error) ? (code, error) : default);
    }
}
