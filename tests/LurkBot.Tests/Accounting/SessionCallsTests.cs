using LurkBot.Accounting;
using LurkBot.Entries;
using LurkBot.Import;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Import;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Accounting;

/// <summary>Each call counts once, where it was made, whatever became of its session.</summary>
public sealed class SessionCallsTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("telegram:1:group");
    private static readonly SessionChange Change = new("owner", "test");

    private readonly TemporaryFolder home = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private FileSessionStore Store => new(home.Path, time);

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Calls_ClearedUndoneAndPartial_Count()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        var asked = await AskAsync(session, "ann", "Ann", 10);
        await session.AppendAsync([new ClearEntry { At = time.GetUtcNow() }], default);
        await AskAsync(session, "bob", null, 20);
        await session.AppendAsync([new UndoEntry { Undoes = asked, At = time.GetUtcNow() }], default);
        var report = await ReadAsync(UsageGrouping.Person);
        Assert.Equal([("bob", (string?)null, 20), ("ann", "Ann", 10)], report.Groups.Select(group => (group.Id!, group.Name, group.Sum.Usage.Input)));
        Assert.Equal((2, 30), (report.Total.Calls, report.Total.Usage.Input));
    }

    [Fact]
    public async Task Calls_OfForksOfForks_CountOnceWhereTheyWereMade()
    {
        await using (var session = await Store.OpenOrCreateAsync(Key, default))
            await AskAsync(session, "ann", "Ann", 1);
        await ForkAsync(Key, "telegram:2:group", 10);
        await ForkAsync(SessionKey.Parse("telegram:2:group"), "telegram:3:group", 100);
        await using (var session = (await Store.OpenAsync(Key, default))!)
            await AskAsync(session, "ann", "Ann", 1000);
        var report = await ReadAsync(UsageGrouping.Session);
        Assert.Equal([("telegram:1:group", 1001), ("telegram:3:group", 100), ("telegram:2:group", 10)], report.Groups.Select(group => (group.Id!, group.Sum.Usage.Input)));
        await Store.ArchiveAsync(Key, Change, default);
        await Store.RenameAsync(SessionKey.Parse("telegram:2:group"), SessionKey.Parse("telegram:9:group"), Change, default);
        Assert.Equal(1111, (await ReadAsync(UsageGrouping.Session)).Total.Usage.Input);
    }

    /// <summary>Clocks are set back, and begin in 1970 without a battery: what was paid for counts all the same.</summary>
    [Theory]
    [InlineData(1970)]
    [InlineData(2020)]
    [InlineData(2035)]
    public async Task Calls_WithAClockThatIsWrongForAWhile_AllCount(int year)
    {
        var wrong = new FakeTimeProvider(new DateTimeOffset(year, 5, 5, 12, 0, 0, TimeSpan.Zero));
        foreach (var clock in (FakeTimeProvider[])[time, wrong, time])
        {
            await using var session = await new FileSessionStore(home.Path, clock).OpenOrCreateAsync(Key, default);
            await AskAsync(session, "ann", "Ann", 10, clock);
        }

        Assert.Equal((3, 30), await ReadAsync(UsageGrouping.Session) is var report ? (report.Total.Calls, report.Total.Usage.Input) : default);
        var other = SessionKey.Parse("telegram:2:group");
        foreach (var clock in (FakeTimeProvider[])[wrong, time])
        {
            await using var session = await new FileSessionStore(home.Path, clock).OpenOrCreateAsync(other, default);
            await AskAsync(session, "ann", "Ann", 10, clock);
        }

        Assert.Equal((5, 50), await ReadAsync(UsageGrouping.Session) is var all ? (all.Total.Calls, all.Total.Usage.Input) : default);
        await ForkAsync(other, "telegram:3:group", 1);
        Assert.Equal(51, (await ReadAsync(UsageGrouping.Session)).Total.Usage.Input);
    }

    [Fact]
    public async Task Calls_ImportedFromAnotherProgram_DoNotCountAndLaterOnesDo()
    {
        var path = Path.Combine(home.Path, "s-1.jsonl");
        await File.WriteAllTextAsync(path, ClaudeCodeImportTests.Sample().ToString());
        await foreach (var step in new SessionImporter(Store, new ImportOptions()).ImportAsync([path], default))
            Assert.Equal(ImportAction.Created, step.Action);
        Assert.Equal(0, (await ReadAsync(UsageGrouping.Model)).Total.Calls);
        await using var session = await Store.OpenAsync(SessionKey.Parse("claude-code:s-1:main"), default);
        await AskAsync(session!, "owner", null, 7);
        Assert.Equal((1, 7), ((await ReadAsync(UsageGrouping.Model)).Total.Calls, (await ReadAsync(UsageGrouping.Model)).Total.Usage.Input));
    }

    /// <summary>A conversation that went on in the other program is imported again: the new part is younger than the session here.</summary>
    [Fact]
    public async Task Calls_ImportedIntoASessionThatIsOlder_DoNotCount()
    {
        var path = Path.Combine(home.Path, "s-1.jsonl");
        await File.WriteAllTextAsync(path, ClaudeCodeImportTests.Sample().ToString());
        var store = new FileSessionStore(home.Path, new FakeTimeProvider(new DateTimeOffset(2025, 12, 1, 0, 0, 0, TimeSpan.Zero)));
        await foreach (var step in new SessionImporter(store, new ImportOptions()).ImportAsync([path], default))
            Assert.Equal(ImportAction.Created, step.Action);
        Assert.Equal(0, (await ReadAsync(UsageGrouping.Model)).Total.Calls);
    }

    [Fact]
    public async Task Calls_WithoutNumbersOrPrice_AreUnknownNotZero()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync(
            [
                new UserEntry { Content = "x", At = time.GetUtcNow() },
                new AssistantEntry { Content = "y", At = time.GetUtcNow(), Model = "gpt-4o", Usage = new Usage(1_000_000, 0, 0) },
                new AssistantEntry { Content = "y", At = time.GetUtcNow(), Model = "gpt-4o" },
                new AssistantEntry { Content = "y", At = time.GetUtcNow(), Model = "nobody-knows", Usage = new Usage(5, 5, 0) },
                new AssistantEntry { Content = "y", At = time.GetUtcNow(), Usage = new Usage(5, 5, 0) },
                new AssistantEntry { Content = "y", At = time.GetUtcNow(), Model = "ollama/llama3" },
            ],
            default);
        var total = (await ReadAsync(UsageGrouping.Day)).Total;
        Assert.Equal((5, 2, 3, 1_000_010), (total.Calls, total.WithoutNumbers, total.WithoutPrice, total.Usage.Input));
        Assert.Equal(ModelCatalogue.BuiltIn.Find("gpt-4o").Price!.Cost(new Usage(1_000_000, 0, 0)), total.Cost);
    }

    [Fact]
    public async Task Days_AreTheOwnersDays()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([new UserEntry { Content = "x" }, new AssistantEntry { Content = "y", At = new DateTimeOffset(2026, 3, 1, 23, 30, 0, TimeSpan.Zero), Model = "m", Usage = new Usage(1, 1, 0) }], default);
        var east = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(1), "east", "east");
        Assert.Equal("2026-03-01", Assert.Single((await ReadAsync(UsageGrouping.Day)).Groups).Id);
        Assert.Equal("2026-03-02", Assert.Single((await ReadAsync(UsageGrouping.Day, east)).Groups).Id);
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 23, 0, 0, TimeSpan.Zero), UsageReport.DayStart(new DateTimeOffset(2026, 3, 1, 23, 30, 0, TimeSpan.Zero), east));
    }

    private async Task ForkAsync(SessionKey source, string name, long input)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        var key = SessionKey.Parse(name);
        await Store.ForkAsync(source, at: null, key, Change, default);
        await using var session = await Store.OpenAsync(key, default);
        await AskAsync(session!, "ann", "Ann", input);
    }

    private async Task<long> AskAsync(IStoredSession session, string person, string? name, long input, TimeProvider? clock = null)
    {
        clock ??= time;
        var asked = await session.AppendAsync([new UserEntry { Content = "x", At = clock.GetUtcNow(), Sender = new Sender(person, name, Trust.Low) }], default);
        await session.AppendAsync([new AssistantEntry { Content = "y", At = clock.GetUtcNow(), Model = "m", Usage = new Usage(input, 1, 0) }], default);
        return asked[0].Id;
    }

    private async Task<UsageReport> ReadAsync(UsageGrouping grouping, TimeZoneInfo? zone = null)
    {
        var report = new UsageReport(grouping, new CallPrices(ModelCatalogue.BuiltIn), zone ?? TimeZoneInfo.Utc);
        Assert.Empty(await new UsageReader(Store).ReadAsync(null, report.Add, default));
        return report;
    }
}
