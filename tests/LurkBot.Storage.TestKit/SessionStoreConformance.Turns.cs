using LurkBot.Entries;

namespace LurkBot.Storage.TestKit;

/// <summary>Many callers of one handle, and leases.</summary>
public abstract partial class SessionStoreConformance
{
    [Fact]
    public async Task Append_ByTwoTasksOnOneHandle_KeepsAll()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        async Task AppendAsync(string who)
        {
            for (var i = 0; i < 300; i++)
            {
                var stored = await session.AppendAsync([new UserEntry { Content = $"{who} {i}" }], default);
                Assert.Equal($"{who} {i}", stored[0].Content);
                if (i % 50 == 0)
                    Assert.Equal(stored[0].Id, (await session.ReadNewestAsync(600, default)).First(entry => string.Equals(entry.Content, $"{who} {i}", StringComparison.Ordinal)).Id);
            }
        }

        await Task.WhenAll(Task.Run(() => AppendAsync("a")), Task.Run(() => AppendAsync("b")));
        var entries = await session.ReadAllAsync(default);
        Assert.Equal(Enumerable.Range(1, 600).Select(id => (long)id), entries.Select(entry => entry.Id));
        Assert.Equal(600, entries.Select(entry => entry.Content).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task AppendOnce_SameSource_ReturnsTheEntryThatItMade()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        var first = await session.AppendOnceAsync(Accepted("hello") with { Source = "telegram:bot:1:77:1" }, default);
        for (var i = 0; i < 200; i++)
            await session.AppendAsync([new AssistantEntry { Content = "x" }], default);
        var again = await session.AppendOnceAsync(Accepted("hello") with { Source = "telegram:bot:1:77:1" }, default);
        var edited = await session.AppendOnceAsync(Accepted("hello!") with { Source = "telegram:bot:1:77:2" }, default);
        Assert.Equal((true, false, true), (first.IsNew, again.IsNew, edited.IsNew));
        Assert.Equal((first.Entry.Id, 202L), (again.Entry.Id, edited.Entry.Id));
    }

    [Fact]
    public async Task Turns_AreSummedUpAndSurviveReopening()
    {
        await using (var session = await Store.OpenOrCreateAsync(Key, default))
        {
            Assert.Equal(TurnState.Empty, session.Info.Turns);
            await session.AppendOnceAsync(Accepted("one"), default);
            await session.AppendOnceAsync(Accepted("two"), default);
            await session.AppendOnceAsync(Accepted("overheard") with { Observed = true }, default);
            await session.AppendAsync([new AssistantEntry { Turn = 1, Heard = [1], ToolCalls = [new ToolCall("c", "t", "{}")] }], default);
            await session.AppendAsync([new UserEntry { Content = "of an earlier version" }], default);
        }

        await using var again = await Store.OpenAsync(Key, default);
        Assert.Equal(new TurnState(Store.Process.Home, [2], [new OpenTurn(1, [1])]), again!.Info.Turns);
        await again.AppendAsync([new ClearEntry()], default);
        Assert.Equal([2], again.Info.Turns!.Pending);
        await again.AppendAsync([new UndoEntry { Undoes = 2 }], default);
        Assert.Empty(again.Info.Turns!.Pending);
        Assert.Equal(1, Assert.Single(again.Info.Turns.Open).Turn);
        await again.AppendAsync([new NoticeEntry { Turn = 1, Fate = TurnFate.Failed, Answers = [1] }], default);
        Assert.Equal(TurnState.Empty, again.Info.Turns);
    }

    [Fact]
    public async Task AppendByTurn_AfterItsLeaseOrASecondAnswer_IsRefused()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await session.AppendOnceAsync(Accepted("hello"), default);
        var lease = await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        Assert.Equal((Environment.MachineName, Environment.ProcessId, 1L), (lease.Owner.Host, lease.Owner.ProcessId, lease.Owner.Epoch));
        await session.AppendAsync(lease, [new AssistantEntry { Content = "hi", Turn = 1, Heard = [1], Answers = [1] }], default);
        await Assert.ThrowsAsync<StaleLeaseException>(() => session.AppendAsync(lease, [new NoticeEntry { Turn = 1, Fate = TurnFate.Failed, Answers = [1] }], default).AsTask());
        await lease.DisposeAsync();
        await Assert.ThrowsAsync<StaleLeaseException>(() => session.AppendAsync(lease, [new AssistantEntry { Content = "late" }], default).AsTask());
        await using var next = await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        Assert.Equal((2L, null), (next.Owner.Epoch, next.Left));
        Assert.Equal(2, (await session.ReadAllAsync(default)).Count);
    }

    [Fact]
    public async Task Accept_WhileATurnRuns_IsStoredAtOnceAndLeavesTheTurnAlone()
    {
        await using var running = await Store.OpenOrCreateAsync(Key, default);
        await running.AppendOnceAsync(Accepted("one"), default);
        await using var lease = await running.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        await running.AppendAsync(lease, [new AssistantEntry { Turn = 1, Heard = [1], ToolCalls = [new ToolCall("c", "t", "{}")] }], default);
        foreach (var store in (ISessionStore[])[Store, OpenAgain() ?? Store])
        {
            await using var door = await store.OpenAsync(Key, default);
            Assert.True((await door!.AppendOnceAsync(Accepted("more"), default)).IsNew);
        }

        await running.AppendAsync(lease, [new ToolEntry { Turn = 1, Name = "t", ToolCallId = "c", Content = "done" }, new AssistantEntry { Turn = 1, Content = "hi", Heard = [1], Answers = [1] }], default);
        Assert.Equal([1, 1, 3, 4, 1, 1], (await running.ReadAllAsync(default)).Select(entry => (int)entry.Turn));
        Assert.Equal([3, 4], running.Info.Turns!.Pending);
        Assert.Empty(running.Info.Turns.Open);
    }

    [Fact]
    public async Task TakeTurn_Messages_AreTold()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await using var other = await Store.OpenAsync(Key, default);
        Assert.Null(other!.FindLeaseOwner());
        await using (var lease = await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default))
        {
            lease.Take([3, 4], 2);
            Assert.Equal([3, 4], other.FindLeaseOwner()!.Messages);
            Assert.Equal(2, other.FindLeaseOwner()!.Attempt);
        }

        Assert.Null(other.FindLeaseOwner());
    }

    [Fact]
    public async Task Append_Decided_SeesWhatIsThereAndMayLeaveIt()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await session.AppendOnceAsync(Accepted("hello"), default);
        Assert.Empty(await session.AppendAsync(info => info.Turns!.Pending.Contains(2) ? [new NoticeEntry { Answers = [2] }] : [], default));
        Assert.Single(await session.AppendAsync(info => info.Turns!.Pending.Contains(1) ? [new NoticeEntry { Fate = TurnFate.Cancelled, Answers = [1] }] : [], default));
        Assert.Empty(session.Info.Turns!.Pending);
    }

    private UserEntry Accepted(string text) => new() { Content = text, Accepted = Store.Process.Home };
}
