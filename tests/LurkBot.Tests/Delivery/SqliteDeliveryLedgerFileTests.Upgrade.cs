using LurkBot.Delivery;
using static LurkBot.Tests.Delivery.LedgerRowsOfTests;

namespace LurkBot.Tests.Delivery;

/// <summary>The ledger of another version: a newer one is refused, an older one is copied before it is upgraded.</summary>
public sealed partial class SqliteDeliveryLedgerFileTests
{
    [Fact]
    public async Task Open_OfANewerVersionThatIsDamaged_IsRefused_AndNotPutAside()
    {
        await MakeAsync(300);
        Execute("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)");
        Damage("noise in a page");
        var bytes = await System.IO.File.ReadAllBytesAsync(File);
        Assert.Contains("schema 99", Assert.Throws<LurkBotException>(Open).Message, StringComparison.Ordinal);
        Assert.Contains("Upgrade LurkBot", Assert.Throws<LurkBotException>(() => SqliteDeliveryLedger.OpenExisting(home.Path, TimeProvider.System)).Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(home.Path, "ledger*.db"));
        Assert.Equal(bytes, await System.IO.File.ReadAllBytesAsync(File));
    }

    [Fact]
    public async Task Open_UpgradeFails_LeavesAPrivateCopyWithItsVersion_AndTheNextSuccessRemovesIt()
    {
        await using (var first = Open())
            await first.AddAsync([Part("before", 1)], default);
        // The upgrade fails, as these columns are there already.
        Execute("PRAGMA user_version = 1");
        await System.IO.File.WriteAllTextAsync(Copy, "half, as a killed process left it");
        Assert.Contains("cannot be used", Assert.Throws<LurkBotException>(Open).Message, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(Copy));
        Assert.Equal((1L, 1L), (Number(Copy, "PRAGMA user_version"), Number(Copy, "SELECT count(*) FROM outbound WHERE delivery = 'before'")));
        Assert.Equal(1L, Number(File, "PRAGMA user_version"));
        Execute("ALTER TABLE outbound DROP COLUMN file; ALTER TABLE outbound DROP COLUMN rich");
        await using var ledger = Open();
        Assert.Equal("before", Assert.Single(await ledger.ReadUnsentAsync(default)).Delivery);
        Assert.False(System.IO.File.Exists(Copy));
    }

    [Fact]
    public async Task Open_NoSpaceForTheCopy_ChangesNothing()
    {
        await MakeAsync(1);
        Execute("ALTER TABLE outbound DROP COLUMN file; ALTER TABLE outbound DROP COLUMN rich; PRAGMA user_version = 1");
        // What stands in the way cannot be written.
        Directory.CreateDirectory(Copy);
        Assert.Contains("cannot be used", Assert.Throws<LurkBotException>(Open).Message, StringComparison.Ordinal);
        Assert.Equal((1L, 0L), (Number(File, "PRAGMA user_version"), Number(File, "SELECT count(*) FROM pragma_table_info('outbound') WHERE name IN ('file', 'rich')")));
    }

    [Fact]
    public async Task Open_TwoProcessesUpgradeAtOnce_BothHaveTheRows()
    {
        for (var round = 0; round < 20; round++)
        {
            await MakeAsync(1);
            Execute("ALTER TABLE outbound DROP COLUMN file; ALTER TABLE outbound DROP COLUMN rich; PRAGMA user_version = 1");
            var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(Open)));
            foreach (var ledger in opened)
            {
                Assert.Equal("0", MessageSource.TryParse(Assert.Single((await ledger.ReadAsync(new LedgerFilter(), default)).Inbound).Source)!.Message);
                await ledger.DisposeAsync();
            }

            Assert.False(System.IO.File.Exists(Copy));
        }
    }

    [Fact]
    public async Task PutAside_KeepsTheCopyOfAnUpgradeBesideIt()
    {
        await MakeAsync(1);
        await System.IO.File.WriteAllTextAsync(Copy, "copy");
        SqliteDeliveryLedger.PutAside(File, TimeProvider.System);
        await using (Open())
        {
            Assert.False(System.IO.File.Exists(Copy));
            Assert.Equal("copy", await System.IO.File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(home.Path, SqliteDeliveryLedger.AsidePrefix + "*.version-1.db"))));
        }
    }
}
