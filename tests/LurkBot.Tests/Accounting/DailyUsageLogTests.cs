using LurkBot.Accounting;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Accounting;

public sealed class DailyUsageLogTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Day = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder home = new();
    private readonly FakeTimeProvider time = new(Now);

    private FileSessionStore Store => new(home.Path, time);

    public void Dispose() => home.Dispose();

    [Fact]
    public void Append_ManyAtOnce_EachIsThereOnceForEverybody()
    {
        var reader = new DailyUsageLog(Store, home.Path);
        Parallel.For(0, 8, writer =>
        {
            var (ledger, session) = (new DailyUsageLog(Store, home.Path), SessionId.New(Now));
            for (var i = 1; i <= 50; i++)
            {
                ledger.Append(Call(session, i, 1));
                if (i % 10 == 0)
                    Assert.True(ledger.Read(Day, Now).Count >= i);
            }
        });
        Assert.Equal(400, reader.Read(Day, Now).Sum(call => call.Usage!.Input));
        Assert.Equal(400, new DailyUsageLog(Store, home.Path).Read(Day, Now).Select(call => (call.Session, call.Entry)).Distinct().Count());
    }

    [Fact]
    public async Task Append_FourTasksOnOneLog_AllAmountsAreThere()
    {
        var log = new DailyUsageLog(Store, home.Path);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var session = SessionId.New(Now);
            for (var i = 1; i <= 400; i++)
                log.Append(Call(session, i, 1));
        })));
        Assert.Equal(1600, Sum(log));
        Assert.Equal(1600, Sum(new DailyUsageLog(Store, home.Path)));
    }

    [Fact]
    public async Task Append_TwoProcesses_AllAmountsAreThere()
    {
        var processes = Enumerable.Range(0, 2).Select(_ => ChildProcess.Start("dotnet", [ChildProcess.Suite, "--usage", home.Path, "400"])).ToList();
        foreach (var process in processes)
        {
            using (process)
            {
                var (code, _, error) = await process.FinishAsync();
                Assert.True(code == 0, error);
            }
        }

        Assert.Equal(800, Sum(new DailyUsageLog(Store, home.Path)));
    }

    /// <summary>Appends calls, as another process of a test.</summary>
    internal static int AppendCalls(string home, int count)
    {
        var log = new DailyUsageLog(new FileSessionStore(home, new FakeTimeProvider(Now)), home);
        var session = SessionId.New(Now);
        for (var i = 1; i <= count; i++)
            log.Append(Call(session, i, 1));
        return 0;
    }

    [Fact]
    public async Task Read_LedgerDeletedOrTorn_GivesWhatTheSessionsSay()
    {
        await using var session = await Store.OpenOrCreateAsync(SessionKey.Parse("cli:a:main"), default);
        var ledger = new DailyUsageLog(Store, home.Path);
        for (var i = 0; i < 3; i++)
        {
            var entries = await session.AppendAsync([new UserEntry { Content = "x", At = Now, Sender = new Sender("ann", null, Trust.Full) }, new AssistantEntry { Content = "y", At = Now, Model = "m", Usage = new Usage(10, 0, 0) }], default);
            ledger.Append(Call(session.Info.Id, entries[1].Id, 10) with { Person = "ann" });
        }

        Assert.Equal(30, Sum(ledger));
        var file = Directory.GetFiles(ledger.Folder).Single();
        var whole = await File.ReadAllBytesAsync(file);
        for (var length = 0; length <= whole.Length; length += 7)
        {
            await File.WriteAllBytesAsync(file, whole[..length]);
            Assert.Equal(30, Sum(new DailyUsageLog(Store, home.Path)));
            // The one that read it before sees that it is another file, or the same again.
            new DailyUsageLog(Store, home.Path).Append(Call(SessionId.New(Now), 1, 5));
            Assert.Equal(35, Sum(new DailyUsageLog(Store, home.Path)));
        }

        Assert.True(ledger.Remove());
        Assert.Equal(30, Sum(ledger));
        Assert.All(ledger.Read(Day, Now), call => Assert.Equal("ann", call.Person));
    }

    [Fact]
    public void Reconcile_CallThatAKilledProcessDidNotAdd_IsAddedOnce()
    {
        var (ledger, call) = (new DailyUsageLog(Store, home.Path), Call(SessionId.New(Now), 2, 7));
        ledger.Read(Day, Now);
        ledger.Reconcile([call]);
        var length = new FileInfo(Directory.GetFiles(ledger.Folder).Single()).Length;
        new DailyUsageLog(Store, home.Path).Reconcile([call]);
        Assert.Equal(7, Sum(ledger));
        Assert.Equal(length, new FileInfo(Directory.GetFiles(ledger.Folder).Single()).Length);
    }

    [Fact]
    public void Append_SameCallByTwoProcesses_IsCountedOnce()
    {
        var call = Call(SessionId.New(Now), 2, 7);
        for (var i = 0; i < 2; i++)
            new DailyUsageLog(Store, home.Path).Append(call);
        Assert.Equal(7, Sum(new DailyUsageLog(Store, home.Path)));
    }

    [Fact]
    public void Read_DaysOfAnotherZone_SpanTwoFilesAndOldOnesGo()
    {
        var ledger = new DailyUsageLog(Store, home.Path);
        var session = SessionId.New(Now);
        ledger.Append(Call(session, 1, 1) with { At = Now.AddDays(-30) });
        ledger.Append(Call(session, 2, 10) with { At = Day.AddHours(-1) });
        ledger.Append(Call(session, 3, 100) with { At = Day.AddHours(-3) });
        ledger.Append(Call(session, 4, 1000));
        Assert.Equal(1010, ledger.Read(Day.AddHours(-2), Now).Sum(call => call.Usage!.Input));
        Assert.Equal(["2026-02-28.jsonl", "2026-03-01.jsonl"], Directory.GetFiles(ledger.Folder).Select(path => Path.GetFileName(path)!).Order());
    }

    private static ModelCall Call(SessionId session, long entry, long input) => new(Now, session, entry, "m", new Usage(input, 0, 0));

    private static long Sum(DailyUsageLog ledger) => ledger.Read(Day, Now).Sum(call => call.Usage!.Input);
}
