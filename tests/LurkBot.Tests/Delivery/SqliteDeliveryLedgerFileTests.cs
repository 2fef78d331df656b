using LurkBot.Delivery;
using Microsoft.Data.Sqlite;
using static LurkBot.Tests.Delivery.LedgerRowsOfTests;

namespace LurkBot.Tests.Delivery;

/// <summary>The ledger as a file: damage, full disks, other processes.</summary>
public sealed partial class SqliteDeliveryLedgerFileTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    private string File => Path.Combine(home.Path, SqliteDeliveryLedger.FileName);

    private string Copy => Path.Combine(home.Path, LedgerUpgrade.CopyPrefix + "1.db");

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Open_NewOne_IsPrivate_AndNewUntilAllFilesWereRead()
    {
        Assert.Null(SqliteDeliveryLedger.OpenExisting(home.Path, TimeProvider.System));
        Assert.Empty(Directory.GetFiles(home.Path));
        await using (var ledger = Open())
        {
            Assert.True(ledger.IsNew);
            await ledger.ReceiveAsync([Message("1")], default);
            foreach (var path in OperatingSystem.IsWindows() ? [] : Directory.GetFiles(home.Path, "ledger.db*"))
            {
                if (!OperatingSystem.IsWindows())
                    Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(path));
            }
        }

        // The process ended before it had read the sessions' files: older replies are not sent the next time either.
        await using (var ledger = Open())
        {
            Assert.True(ledger.IsNew);
            await ledger.WriteCursorAsync(LedgerCursor.FilesRead, "1", default);
        }

        await using var known = Open();
        Assert.Equal((false, null), (known.IsNew, known.Problem));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("truncated")]
    [InlineData("cut in a page")]
    [InlineData("zeroed first page")]
    [InlineData("zeroed page")]
    [InlineData("noise in a page")]
    [InlineData("another program's")]
    public async Task Open_Damaged_IsPutAside_AndANewOneBegun(string damage)
    {
        await MakeAsync(300);
        Damage(damage);
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        Assert.Contains("deliveries rebuild", Assert.Throws<LurkBotException>(() => SqliteDeliveryLedger.OpenExisting(home.Path, TimeProvider.System)).Message, StringComparison.Ordinal);
        await using (var ledger = Open())
        {
            Assert.True(ledger.IsNew);
            Assert.Contains("set-aside", ledger.Problem, StringComparison.Ordinal);
            Assert.Empty((await ledger.ReadAsync(new LedgerFilter(), default)).Inbound);
            await ledger.ReceiveAsync([Message("new")], default);
        }

        var aside = Assert.Single(Directory.GetFiles(home.Path, SqliteDeliveryLedger.AsidePrefix + "*.db"));
        Assert.Equal(bytes, await System.IO.File.ReadAllBytesAsync(aside));
        await using var again = Open();
        Assert.Null(again.Problem);
        Assert.Single((await again.ReadAsync(new LedgerFilter(), default)).Inbound);
    }

    [Fact]
    public async Task Open_Empty_IsNew()
    {
        await System.IO.File.WriteAllTextAsync(File, "");
        Assert.Null(SqliteDeliveryLedger.OpenExisting(home.Path, TimeProvider.System));
        await using var ledger = Open();
        Assert.True(ledger.IsNew);
    }

    [Fact]
    public async Task Open_EmptiedBesideItsLog_IsDamage()
    {
        await using (var ledger = Open())
        {
            await ledger.ReceiveAsync([Message("1")], default);
            Assert.NotEqual(0, new FileInfo(File).Length);
            System.IO.File.Copy(File + "-wal", Path.Combine(home.Path, "log"));
        }

        await System.IO.File.WriteAllBytesAsync(File, []);
        System.IO.File.Move(Path.Combine(home.Path, "log"), File + "-wal");
        Assert.Contains("deliveries rebuild", Assert.Throws<LurkBotException>(() => SqliteDeliveryLedger.OpenExisting(home.Path, TimeProvider.System)).Message, StringComparison.Ordinal);
        await using var again = Open();
        Assert.True(again.IsNew);
        Assert.Contains("set-aside", again.Problem, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(home.Path, SqliteDeliveryLedger.AsidePrefix + "*.db-wal"));
    }

    [Fact]
    public async Task Open_OfANewerVersion_IsRefused_AndUntouched()
    {
        await MakeAsync(1);
        Execute("PRAGMA user_version = 99");
        Assert.Contains("newer version", Assert.Throws<LurkBotException>(Open).Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(home.Path, "ledger*.db"));
        Execute($"PRAGMA user_version = {LedgerSchema.Version}");
        await using var ledger = Open();
        Assert.Single((await ledger.ReadAsync(new LedgerFilter(), default)).Inbound);
    }

    [Fact]
    public async Task Open_OfTheFirstVersion_KeepsItsRowsAndTakesFiles()
    {
        await using (var first = Open())
            await first.AddAsync([Part("before", 1)], default);
        Execute("ALTER TABLE outbound DROP COLUMN file; ALTER TABLE outbound DROP COLUMN rich; PRAGMA user_version = 1");
        await using var ledger = Open();
        var file = new OutboundFile("b10b", "a\tb.txt");
        await ledger.AddAsync([Part("after", 1) with { File = file, Rich = "<p>x</p>" }], default);
        var rows = await ledger.ReadUnsentAsync(default);
        Assert.Equal([("before", null, null), ("after", file, "<p>x</p>")], rows.Select(row => (row.Delivery, row.File, row.Rich)));
        await ledger.MoveOutboundAsync(rows[1].Id, OutboundState.Sent, "7", null, default);
        Assert.Equal((null, null), (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.Where(row => row.Delivery == "after").Select(row => (row.File, row.Rich)).Single());
    }

    [Fact]
    public void Open_WhereAFolderIsInTheWay_IsRefused()
    {
        Directory.CreateDirectory(File);
        Assert.Contains("cannot be used", Assert.Throws<LurkBotException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PutAside_KeepsWhatAKilledProcessWrote()
    {
        await using (var ledger = Open())
        {
            await ledger.ReceiveAsync([Message("1")], default);
            // As a killed process leaves them.
            foreach (var path in Directory.GetFiles(home.Path, "ledger.db*"))
                System.IO.File.Copy(path, path.Replace("ledger.db", "copy.db", StringComparison.Ordinal));
        }

        foreach (var path in Directory.GetFiles(home.Path, "copy.db*"))
            System.IO.File.Move(path, path.Replace("copy.db", "ledger.db", StringComparison.Ordinal), overwrite: true);
        SqliteDeliveryLedger.PutAside(File, TimeProvider.System);
        await using (var ledger = Open())
            Assert.Empty((await ledger.ReadAsync(new LedgerFilter(), default)).Inbound);
        using var aside = new SqliteConnection($"Data Source={Assert.Single(Directory.GetFiles(home.Path, SqliteDeliveryLedger.AsidePrefix + "*.db"))};Pooling=False");
        aside.Open();
        using var command = aside.CreateCommand();
        command.CommandText = "SELECT count(*) FROM inbound";
        Assert.Equal(1L, command.ExecuteScalar());
    }

    [Fact]
    public async Task Write_TwoInstancesAtOnce_LoseAndDoubleNothing()
    {
        await using var one = Open();
        await using var two = Open();
        await Task.WhenAll(new[] { one, two, one, two }.Select((ledger, writer) => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await ledger.ReceiveAsync([Message($"{i}"), Message($"{writer}-{i}")], default);
                await ledger.AddAsync([Part($"d{i}", 1), Part($"d{i}", 2)], default);
            }
        })));
        var rows = await two.ReadAsync(new LedgerFilter(), default);
        Assert.Equal((250, 100), (rows.Inbound.Count, rows.Outbound.Count));
        var begun = await Task.WhenAll(rows.Outbound.SelectMany(part => new[] { one, two }.Select(ledger => Task.Run(async () => await ledger.BeginSendingAsync(part.Id, default)))));
        Assert.Equal(100, begun.Count(isBegun => isBegun));
    }

    [Fact]
    public async Task Write_FullDisk_IsRefusedWhole_AndGoesOnOnceThereIsSpace()
    {
        if (!OperatingSystem.IsLinux() || await RunAsync($"mount -t tmpfs -o size=1m none '{home.Path}'") != 0)
            Assert.Skip("Only root can mount a small disk.");
        try
        {
            await using var ledger = Open();
            var count = 0;
            var refused = await Assert.ThrowsAsync<LurkBotException>(async () =>
            {
                for (; ; count++)
                    await ledger.ReceiveAsync([Message($"{count}a") with { Text = new string('x', 20_000) }, Message($"{count}b")], default);
            });
            Assert.Contains("space", refused.Message, StringComparison.Ordinal);
            Assert.Equal(2 * count, (await ledger.ReadAsync(new LedgerFilter { Limit = int.MaxValue }, default)).Inbound.Count);
            Assert.Equal(0, await RunAsync($"mount -o remount,size=4m '{home.Path}'"));
            await ledger.ReceiveAsync([Message("later")], default);
            Assert.Equal((2 * count) + 1, (await ledger.ReadAsync(new LedgerFilter { Limit = int.MaxValue }, default)).Inbound.Count);
        }
        finally
        {
            Assert.Equal(0, await RunAsync($"umount '{home.Path}'"));
        }
    }

    [Fact]
    public async Task Invariant01_KilledWriters_LoseNothingAcknowledged_AndLeaveNothingHalf()
    {
        var random = new Random(17);
        for (var round = 0; round < 6; round++)
        {
            using var writer = ChildProcess.Start("dotnet", [ChildProcess.Suite, "--deliver", home.Path, $"{round}"]);
            var acknowledged = new HashSet<string>(StringComparer.Ordinal);
            for (var left = random.Next(1, 40); left > 0 && await writer.StandardOutput.ReadLineAsync() is { } line; left--)
                acknowledged.Add(line);
            await writer.KillAsync();
            while (await writer.StandardOutput.ReadLineAsync() is { } line)
                acknowledged.Add(line);
            Assert.NotEmpty(acknowledged);
            await using var ledger = Open();
            Assert.Null(ledger.Problem);
            var rows = await ledger.ReadAsync(new LedgerFilter { Limit = int.MaxValue }, default);
            Assert.All(acknowledged, name => Assert.Equal(3, rows.Outbound.Count(part => part.Delivery == name)));
            Assert.All(rows.Outbound.GroupBy(part => part.Delivery), parts => Assert.Equal([1, 2, 3], parts.Select(part => part.Part)));
            Assert.All(acknowledged, name => Assert.Equal(OutboundState.Sent, rows.Outbound.First(part => part.Delivery == name).State));
            Assert.All(acknowledged, name => Assert.Equal(InboundState.Answered, rows.Inbound.Single(row => row.Source == Message(name).Source).State));
        }
    }

    /// <summary>The other process of the test above: prints each delivery once all calls about it have returned.</summary>
    public static async Task<int> DeliverAsync(string home, string round)
    {
        await using var ledger = SqliteDeliveryLedger.Open(home, TimeProvider.System);
        using var output = Console.OpenStandardOutput();
        for (var i = 0; i < 10_000; i++)
        {
            var name = $"{round}-{i}";
            var row = (await ledger.ReceiveAsync([Message(name)], default))[0];
            var parts = await ledger.TakeInAsync(new LedgerIntake(Session, i) { Inbound = [row with { State = InboundState.Answered, Session = Session, Entry = i }], Outbound = [Part(name, 1), Part(name, 2), Part(name, 3)] }, default);
            await ledger.BeginSendingAsync(parts[0].Id, default);
            await ledger.MoveOutboundAsync(parts[0].Id, OutboundState.Sent, name, null, default);
            output.Write(System.Text.Encoding.ASCII.GetBytes($"{name}\n"));
        }

        return 0;
    }

    private SqliteDeliveryLedger Open() => SqliteDeliveryLedger.Open(home.Path, TimeProvider.System);

    private async Task MakeAsync(int rows)
    {
        await using var ledger = Open();
        await ledger.ReceiveAsync([.. Enumerable.Range(0, rows).Select(i => Message($"{i}") with { Text = new string('x', 100) })], default);
    }

    private void Damage(string how)
    {
        switch (how)
        {
            case "text":
                System.IO.File.WriteAllText(File, "hello");
                return;
            case "another program's":
                foreach (var path in Directory.GetFiles(home.Path, "ledger*"))
                    System.IO.File.Delete(path);
                Execute("PRAGMA journal_mode = WAL; CREATE TABLE other(x); PRAGMA user_version = 1");
                return;
        }

        using var file = new FileStream(File, FileMode.Open, FileAccess.ReadWrite);
        var page = new byte[4096];
        switch (how)
        {
            case "truncated":
                file.SetLength(3 * 4096);
                break;
            case "cut in a page":
                file.SetLength((5 * 4096) + 100);
                break;
            case "zeroed first page":
                file.Write(page);
                break;
            case "zeroed page":
                file.Position = 4096;
                file.Write(page);
                break;
            default:
                new Random(1).NextBytes(page);
                file.Position = 2 * 4096;
                file.Write(page);
                break;
        }
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Number(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    private static async Task<int> RunAsync(string command)
    {
        using var process = ChildProcess.Start("sh", ["-c", command]);
        return (await process.FinishAsync()).Code;
    }
}
