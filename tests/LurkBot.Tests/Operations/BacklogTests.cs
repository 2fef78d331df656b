using System.Reflection;
using LurkBot.Compaction;
using LurkBot.Configuration;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Operations;

/// <summary>Nobody who asks one question waits for what an import left to compact.</summary>
public sealed class BacklogTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:a:main");

    private readonly TemporaryFolder home = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 30, 10, 0, 0, TimeSpan.Zero));

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(5_000, false, 0)]
    [InlineData(400, false, 1)]
    [InlineData(5_000, true, 2)]
    public async Task CompactAfterOneAnswer_WithABacklog_IsLeftToLater(int messages, bool isCompacted, int summaries)
    {
        var assistant = new TestAssistant(time, home.Path);
        assistant.Options.Compaction.After = 100;
        await using (var session = await assistant.Store.OpenOrCreateAsync(Key, default))
        {
            await session.AppendAsync([.. Talk(1, messages)], default);
            if (isCompacted)
                await session.AppendAsync([new SummaryEntry { Covers = new EntryRange(1, messages), Content = "## Goal\nshort" }, .. Talk(messages + 2, 400)], default);
        }

        await using var door = new Assistant(assistant.Services, new SessionRunnerOptions(), new SessionHubOptions(), compactsInBackground: false);
        var done = await door.CompactAsync(Key, new DoorRequest(), default);
        Assert.Equal(messages < 1000 || isCompacted, done is not null);
        await using var after = await assistant.Store.OpenAsync(Key, default);
        Assert.Equal(summaries, (await after!.ReadAllAsync(default)).OfType<SummaryEntry>().Count());
    }

    [Fact]
    public async Task Look_AfterATurn_NothingToCompact_OpensTheSessionNoSecondTime()
    {
        var assistant = new TestAssistant(time, home.Path);
        await using (var session = await assistant.Store.OpenOrCreateAsync(Key, default))
            await session.AppendAsync([.. Talk(1, 10)], default);
        var store = DispatchProxy.Create<IRewritableStore, Counting<IRewritableStore>>();
        var counting = (Counting<IRewritableStore>)(object)store;
        counting.Inner = assistant.Store;
        var services = new AssistantServices(new LoadedConfiguration(assistant.Options, [], [], []), store, () => assistant, () => throw new NotSupportedException(), (html, _) => html, () => [], _ => { }, time);
        await using var open = await SessionOperations.OpenAsync(services, Key, stream: true, default);
        Assert.Equal(CompactionOutcome.Nothing, (await open.CompactGrownAsync(door: null, default)).Outcome);
        Assert.Equal(1, counting.CallsOf(nameof(ISessionStore.OpenAsync)));
    }

    [Fact]
    public async Task Handle_AskedForByManyAtOnce_IsOpenedOnce()
    {
        var assistant = new TestAssistant(time, home.Path);
        var files = new FileSessionStore(home.Path, time);
        var services = new AssistantServices(new LoadedConfiguration(assistant.Options, [], [], []), files, () => assistant, () => throw new NotSupportedException(), (html, _) => html, () => [], _ => { }, time);
        for (var round = 0; round < 50; round++)
        {
            await using var open = await SessionOperations.OpenAsync(services, SessionKey.Parse($"cli:{round}:main"), stream: true, default);
            using var together = new Barrier(2);
            Task<IStoredSession> AskAsync() => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    return open.StoredAsync(default).AsTask();
                },
                default,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default).Unwrap();
            var handles = await Task.WhenAll(AskAsync(), AskAsync());
            Assert.Same(handles[0], handles[1]);
        }
    }

    private IEnumerable<Entry> Talk(long first, int messages)
    {
        for (var id = first; id < first + messages; id += 2)
        {
            yield return new UserEntry { At = time.GetUtcNow(), Turn = id, Content = $"message {id} {new string('x', 400)}" };
            yield return new AssistantEntry { At = time.GetUtcNow(), Turn = id, Content = "well" };
        }
    }
}
