using System.Text;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Storage;

public sealed class SessionSweeperTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 30, 10, 0, 0, TimeSpan.Zero));
    private readonly FileSessionStore store;

    public SessionSweeperTests() => store = new FileSessionStore(home.Path, time);

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Sweep_AsTimePasses_FollowsTheDiagram()
    {
        await SayAsync("a", "hello");
        var used = (await InfoAsync("a")).UpdatedAt;
        Assert.Empty(await SweepAsync());
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["cli:a:main Idle"], await SweepAsync());
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["cli:a:main Compacted"], await SweepAsync());
        time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(["cli:a:main Archived"], await SweepAsync());
        Assert.Equal((SessionState.Archived, used), ((await InfoAsync("a")).State, (await InfoAsync("a")).UpdatedAt));
        Assert.Empty(await SweepAsync());
        await SayAsync("a", "again");
        Assert.Equal(SessionState.Active, (await InfoAsync("a")).State);
        await using var session = await store.OpenAsync(Key("a"), default);
        var states = (await session!.ReadAllAsync(default)).OfType<StateEntry>().ToList();
        Assert.Equal([SessionState.Idle, SessionState.Compacted, SessionState.Archived, SessionState.Active], states.Select(entry => entry.State));
        Assert.All(states, entry => Assert.True(entry.Actor is "lurkbot" && entry.Reason!.Length > 0));
    }

    [Fact]
    public async Task Sweep_AfterALongPause_DoesAllStepsAtOnceAndRestoredSessionsStay()
    {
        await SayAsync("a", "hello");
        time.Advance(TimeSpan.FromDays(40));
        Assert.Equal(["cli:a:main Idle", "cli:a:main Compacted", "cli:a:main Archived"], await SweepAsync());
        Assert.True(await store.RestoreAsync(Key("a"), new SessionChange("owner", "test"), default));
        Assert.DoesNotContain("cli:a:main Archived", await SweepAsync());
        time.Advance(TimeSpan.FromDays(31));
        Assert.Contains("cli:a:main Archived", await SweepAsync());
    }

    [Fact]
    public async Task Sweep_SessionInUse_IsLeftForTheNext()
    {
        await SayAsync("a", "hello");
        time.Advance(TimeSpan.FromDays(40));
        await using (var session = await store.OpenAsync(Key("a"), default))
        await using (await session!.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default))
            Assert.Empty(await SweepAsync());
        Assert.Equal(3, (await SweepAsync()).Count);
    }

    [Fact]
    public async Task Sweep_TooMuchDisk_ArchivesTheOldestUntilTheRestFits()
    {
        foreach (var name in (string[])["old", "middle", "new"])
        {
            await SayAsync(name, new string('x', 100_000));
            time.Advance(TimeSpan.FromMinutes(1));
        }

        var done = await SweepAsync(maximumDisk: 150_000);
        Assert.Equal(["cli:old:main Archived", "cli:middle:main Archived"], done);
        Assert.True(await store.MeasureAsync(default) <= 150_000);
        Assert.Equal(3, (await store.ListAsync(default)).Sessions.Count);
        Assert.Empty(await SweepAsync(maximumDisk: 150_000));
    }

    [Fact]
    public async Task PurgeTrash_OnlyAfterItsTime_DestroysWhatWasDeleted()
    {
        await SayAsync("a", "hello");
        await store.DeleteAsync(Key("a"), new SessionChange("owner", "test"), default);
        time.Advance(TimeSpan.FromDays(29));
        Assert.Empty(await store.PurgeTrashAsync(TimeSpan.FromDays(30), dryRun: false, default));
        time.Advance(TimeSpan.FromDays(2));
        Assert.Single(await store.PurgeTrashAsync(TimeSpan.FromDays(30), dryRun: true, default));
        Assert.True(Directory.GetFiles(store.TrashFolder).Length == 1);
        Assert.Single(await store.PurgeTrashAsync(TimeSpan.FromDays(30), dryRun: false, default));
        Assert.Empty(Directory.GetFiles(store.TrashFolder));
    }

    [Fact]
    public async Task PurgeTrash_SessionWithBlobs_DestroysThemWithItAndLeavesThoseOfOthers()
    {
        foreach (var name in (string[])["gone", "live", "archived"])
        {
            await SayAsync(name, "hello");
            await using var session = await store.OpenAsync(Key(name), default);
            await session!.PutBlobAsync(Encoding.UTF8.GetBytes(name), default);
        }

        await store.ArchiveAsync(Key("archived"), new SessionChange("owner", "test"), default);
        await store.DeleteAsync(Key("gone"), new SessionChange("owner", "test"), default);
        time.Advance(TimeSpan.FromDays(20_000));
        var planned = await store.PurgeTrashAsync(TimeSpan.FromDays(30), dryRun: true, default);
        Assert.Equal(2, planned.Count);
        Assert.Equal(planned, await store.PurgeTrashAsync(TimeSpan.FromDays(30), dryRun: false, default));
        Assert.Equal(2, Directory.GetDirectories(Path.Combine(home.Path, "blobs")).Length);
        foreach (var name in (string[])["live", "archived"])
        {
            await using var session = await store.OpenAsync(Key(name), default);
            Assert.NotNull(await session!.ReadBlobAsync(BlobHash.Of(Encoding.UTF8.GetBytes(name)), default));
        }
    }

    private static SessionKey Key(string name) => SessionKey.Create("cli", name, SessionType.Main);

    private async Task SayAsync(string name, string text)
    {
        await using var session = await store.OpenOrCreateAsync(Key(name), default);
        await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        await session.AppendAsync([new UserEntry { Content = text, At = time.GetUtcNow() }], default);
    }

    private async Task<SessionInfo> InfoAsync(string name) => (await store.ListAsync(default)).Sessions.Single(info => info.Key == Key(name));

    /// <summary>Runs a sweep; what it does is what its plan said.</summary>
    private async Task<List<string>> SweepAsync(long? maximumDisk = null)
    {
        var sweeper = new SessionSweeper(store, new SweepOptions { MaximumDisk = maximumDisk }, time);
        var done = new List<string>();
        foreach (var step in await sweeper.PlanAsync(default))
        {
            if (await sweeper.RunAsync(step, default))
                done.Add($"{step.Key} {step.State}");
        }

        return done;
    }
}
