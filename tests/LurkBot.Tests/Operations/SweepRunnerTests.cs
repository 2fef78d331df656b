using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Operations;

public sealed class SweepRunnerTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 30, 10, 0, 0, TimeSpan.Zero));
    private readonly TestAssistant assistant;

    public SweepRunnerTests()
    {
        assistant = new TestAssistant(time, home.Path);
        assistant.Options.Compaction.After = 12;
    }

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Run_IdleSessions_CompactsThenMovesThem_AsTheDryRunSays()
    {
        await TalkAsync("a");
        await TalkAsync("b");
        time.Advance(TimeSpan.FromHours(3));
        var planned = await SweepAsync(dryRun: true);
        Assert.Equal(1, assistant.Looks);
        Assert.Equal(["a compaction", "b compaction", "a Idle", "a Compacted", "b Idle", "b Compacted"], planned);
        Assert.Equal(planned, await SweepAsync());
        Assert.Equal(2, assistant.Looks);
        await using var session = await assistant.Store.OpenAsync(Key("a"), default);
        Assert.Single((await session!.ReadAllAsync(default)).OfType<SummaryEntry>());
        Assert.Empty(await SweepAsync());
        Assert.Equal(2, assistant.Looks);
    }

    [Fact]
    public async Task Run_MessageThatWaits_IsNeverSwept()
    {
        await TalkAsync("a");
        await using (var session = await assistant.Store.OpenAsync(Key("a"), default))
            await session!.AppendAsync([new UserEntry { At = time.GetUtcNow(), Content = "And?", Accepted = "0123456789abcdef" }], default);
        time.Advance(TimeSpan.FromDays(100));
        Assert.Empty(await SweepAsync());
    }

    [Fact]
    public async Task Run_SessionInUse_IsLeftAndTheOthersAreSwept()
    {
        await TalkAsync("a");
        await TalkAsync("b");
        time.Advance(TimeSpan.FromMinutes(90));
        await using var session = await assistant.Store.OpenAsync(Key("a"), default);
        await using (await session!.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default))
            Assert.Equal(["a in use", "b Idle"], await SweepAsync());
        Assert.Equal(["a Idle"], await SweepAsync());
    }

    private static SessionKey Key(string name) => SessionKey.Create("cli", name, SessionType.Main);

    private async Task TalkAsync(string name)
    {
        await using var session = await assistant.Store.OpenOrCreateAsync(Key(name), default);
        for (var i = 1; i < 12; i += 2)
            await session.AppendAsync([new UserEntry { At = time.GetUtcNow(), Turn = i, Content = $"message {i} {new string('x', 400)}" }, new AssistantEntry { At = time.GetUtcNow(), Turn = i, Content = "well" }], default);
    }

    private async Task<List<string>> SweepAsync(bool dryRun = false)
    {
        var told = new List<string>();
        await foreach (var record in new SweepRunner(assistant.Services).RunAsync(dryRun, default))
        {
            told.Add(record switch
            {
                SweepRecord.Compaction compaction => $"{compaction.Key.ChatId} compaction",
                SweepRecord.Move move => $"{move.Key.ChatId} {move.State}",
                SweepRecord.InUse inUse => $"{inUse.Key.ChatId} in use",
                _ => record.ToString(),
            });
        }

        return told;
    }
}
