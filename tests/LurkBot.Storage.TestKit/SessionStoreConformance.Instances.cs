using LurkBot.Entries;

namespace LurkBot.Storage.TestKit;

/// <summary>Two instances on the same data, as two processes have them.</summary>
public abstract partial class SessionStoreConformance
{
    [Fact]
    public async Task Instances_AppendingAtOnce_LoseNothing()
    {
        var other = Second();
        await using var first = await Store.OpenOrCreateAsync(Key, default);
        await using var second = await other.OpenAsync(Key, default);
        await Task.WhenAll(new[] { first, second! }.Select((session, i) => Task.Run(async () =>
        {
            for (var n = 0; n < 200; n++)
                await session.AppendAsync([User($"{i} {n}", 0)], default);
        })));
        var entries = await first.ReadAllAsync(default);
        Assert.Equal(Enumerable.Range(1, 400), entries.Select(entry => (int)entry.Id));
        Assert.Equal(400, entries.Select(entry => entry.Content).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(entries.Select(entry => entry.Content), (await second!.ReadAllAsync(default)).Select(entry => entry.Content));
    }

    [Fact]
    public async Task Instances_CreatingAtOnce_MakeOneSession()
    {
        var other = Second();
        var opened = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            await using var session = await (i % 2 == 0 ? Store : other).OpenOrCreateAsync(Key, default);
            await session.AppendAsync([User($"{i}", 0)], default);
            return session.Info.Id;
        })));
        Assert.Single(opened.Distinct());
        Assert.Equal(16, Assert.Single((await other.ListAsync(default)).Sessions).MessageCount);
    }

    [Fact]
    public async Task Instances_AcceptingTheSameSourceAtOnce_StoreItOnce()
    {
        var other = Second();
        await using var first = await Store.OpenOrCreateAsync(Key, default);
        await using var second = await other.OpenAsync(Key, default);
        var accepted = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => (i % 2 == 0 ? first : second!).AppendOnceAsync(Accepted("hello") with { Source = $"telegram:bot:1:{i / 4}:1" }, default).AsTask())));
        Assert.Equal(10, accepted.Count(message => message.IsNew));
        Assert.Equal(10, accepted.Select(message => message.Entry.Id).Distinct().Count());
        Assert.Equal(10, (await first.ReadAllAsync(default)).Count);
    }

    [Fact]
    public async Task Instances_TurnOfOne_IsKnownToTheOtherWhichTakesItAfterwards()
    {
        var other = Second();
        await using var first = await Store.OpenOrCreateAsync(Key, default);
        await using var second = await other.OpenAsync(Key, default);
        var lease = await first.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        lease.Take([1], 2);
        Assert.Equal(("Ann", 2), (second!.FindLeaseOwner()!.Who, second.FindLeaseOwner()!.Attempt));
        Assert.Equal("Ann", (await Assert.ThrowsAsync<SessionBusyException>(() => second.TakeTurnAsync(new TurnLeaseRequest("Ben", TimeSpan.Zero), default).AsTask())).Holder?.Who);
        await Assert.ThrowsAsync<SessionBusyException>(() => other.DeleteAsync(Key, Change, default).AsTask());
        await lease.DisposeAsync();

        await using var next = await second.TakeTurnAsync(new TurnLeaseRequest("Ben", TimeSpan.FromMinutes(1)), default);
        Assert.True(next.Owner.Epoch > lease.Owner.Epoch);
        Assert.Null(next.Left);
        await Assert.ThrowsAsync<StaleLeaseException>(() => first.AppendAsync(lease, [new AssistantEntry { Content = "late" }], default).AsTask());
        await second.AppendAsync(next, [new AssistantEntry { Content = "in time" }], default);
        Assert.Equal("in time", Assert.Single(await first.ReadAllAsync(default)).Content);
    }

    [Fact]
    public async Task Instances_AnswerOfOne_IsNotGivenAgainByTheOther()
    {
        var other = Second();
        await using var first = await Store.OpenOrCreateAsync(Key, default);
        await first.AppendOnceAsync(Accepted("hello"), default);
        await using var second = await other.OpenAsync(Key, default);
        await using (var lease = await first.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default))
            await first.AppendAsync(lease, [new AssistantEntry { Content = "hi", Turn = 1, Heard = [1], Answers = [1] }], default);
        await using var again = await second!.TakeTurnAsync(new TurnLeaseRequest("Ben", TimeSpan.FromMinutes(1)), default);
        await Assert.ThrowsAsync<StaleLeaseException>(() => second.AppendAsync(again, [new AssistantEntry { Content = "hi again", Turn = 1, Heard = [1], Answers = [1] }], default).AsTask());
        Assert.Equal(2, (await second.ReadAllAsync(default)).Count);
    }

    [Fact]
    public async Task Instances_ChangesOfOne_AreInTheFeedOfTheOther()
    {
        var other = Second();
        await SayAsync(Store, Key, "a");
        var follower = new CatalogFollower(other);
        await follower.SettleAsync();
        await SayAsync(Store, Key, "b");
        Assert.Equal([Key], await follower.FollowAsync());
        await Store.RenameAsync(Key, Other, Change, default);
        Assert.Equal([Other], await follower.FollowAsync());
        Assert.Equal([Other], follower.Keys);
        await follower.SettleAsync();
        var own = new CatalogFollower(Store);
        await own.SettleAsync();
        Assert.Equal(own.Known.Values.Select(stamp => (stamp.Name, stamp.Version)), follower.Known.Values.Select(stamp => (stamp.Name, stamp.Version)));
        await Store.DeleteAsync(Other, Change, default);
        Assert.Empty(await follower.FollowAsync());
        Assert.Empty(follower.Keys);
    }

    [Fact]
    public async Task Instances_RewriteByOne_IsSeenByAHandleOfTheOther()
    {
        var other = Second();
        await SayAsync(Store, Key, Secret);
        await using var open = await other.OpenAsync(Key, default);
        Assert.Equal(Secret, (await open!.ReadAllAsync(default))[0].Content);
        await Store.RewriteAsync(await CopyOfAsync(Key), Tombstone, _ => true, Change, default);
        Assert.IsType<TombstoneEntry>(Assert.Single(await open.ReadNewestAsync(5, default)));
        Assert.Equal(2, (await open.AppendAsync([User("b", 0)], default))[0].Id);
        Assert.DoesNotContain(Secret, await ExportAsync(open), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_SessionWasDeletedMeanwhile_IsRefused(bool destroyed)
    {
        var other = Second();
        await using var open = await Store.OpenOrCreateAsync(Key, default);
        await open.AppendAsync([User("a", 0)], default);
        if (destroyed)
            await other.DestroyAsync(await CopyOfAsync(Key), Change, default);
        else
            await other.DeleteAsync(Key, Change, default);
        await Assert.ThrowsAsync<LurkBotException>(() => open.AppendAsync([User("b", 0)], default).AsTask());
        await Assert.ThrowsAsync<LurkBotException>(() => open.AppendOnceAsync(Accepted("c") with { Source = "x:1" }, default).AsTask());
        Assert.Null(await other.OpenAsync(Key, default));
        Assert.Equal(!destroyed, await Store.RestoreAsync(Key, Change, default));
        if (destroyed)
            return;
        await using var session = await Store.OpenAsync(Key, default);
        Assert.Equal("a", Assert.Single(await session!.ReadAllAsync(default), entry => entry.IsMessage).Content);
    }

    /// <summary>A store may take a handle's session to be the one of its id or of its key.</summary>
    [Fact]
    public async Task Append_SessionWasRenamedMeanwhile_IsStoredThereOrRefused()
    {
        await using var open = await Store.OpenOrCreateAsync(Key, default);
        await open.AppendAsync([User("a", 0)], default);
        await Second().RenameAsync(Key, Other, Change, default);
        var texts = new List<string> { "a" };
        try
        {
            await open.AppendAsync([User("b", 0)], default);
            texts.Add("b");
        }
        catch (LurkBotException)
        {
            // Refused: whoever wrote it knows that it is not stored.
        }

        Assert.Null(await Store.OpenAsync(Key, default));
        await using var renamed = await Store.OpenAsync(Other, default);
        Assert.Equal(texts, (await renamed!.ReadAllAsync(default)).Where(entry => entry.IsMessage).Select(entry => entry.Content));
    }

    private IRewritableStore Second() => OpenAgain() ?? Store;
}
