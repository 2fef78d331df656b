using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Storage.TestKit;

namespace LurkBot.Tests.Simulation;

public sealed class DroppingStoreTests : SessionStoreConformance, IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DroppingDisk disk = new(TimeProvider.System);

    protected override IRewritableStore Store => field ??= Open();

    protected override IRewritableStore OpenAgain() => Open();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task PowerCut_EntriesOfATurnThatAreNotSynced_AreDroppedFromSomePointOn()
    {
        var lossy = new DroppingDisk(TimeProvider.System, SessionSync.Turn);
        var key = SessionKey.Parse("cli:a:main");
        var kept = new HashSet<int>();
        for (var seed = 0; seed < 50; seed++)
        {
            lossy = new DroppingDisk(TimeProvider.System, SessionSync.Turn);
            await using var session = await new DroppingStore(lossy, new StoreProcess(folder.Path), TimeProvider.System).OpenOrCreateAsync(key, default);
            await session.AppendOnceAsync(new UserEntry { Content = "hello", Source = "1" }, default);
            var lease = await session.TakeTurnAsync(new TurnLeaseRequest("a", TimeSpan.Zero), default);
            await session.AppendAsync(lease, [new AssistantEntry { Content = "one", Turn = 1 }], default);
            await session.AppendAsync(lease, [new AssistantEntry { Content = "two", Turn = 1 }], default);
            lossy.Crash(isPowerCut: true, new Random(seed));
            await using var again = (await new DroppingStore(lossy, new StoreProcess(folder.Path), TimeProvider.System).OpenAsync(key, default))!;
            var entries = await again.ReadAllAsync(default);
            Assert.Equal(new[] { "hello", "one", "two" }.Take(entries.Count), entries.Select(entry => entry.Content));
            kept.Add(entries.Count);
            await using var next = await again.TakeTurnAsync(new TurnLeaseRequest("a", TimeSpan.Zero), default);
            Assert.NotNull(next.Left);
            Assert.Equal(2, next.Owner.Epoch);
        }

        Assert.Equal([1, 2, 3], kept.Order());
    }

    private DroppingStore Open() => new(disk, new StoreProcess(folder.Path), TimeProvider.System);
}
