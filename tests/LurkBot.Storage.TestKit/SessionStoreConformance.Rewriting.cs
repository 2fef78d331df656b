using System.Text;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage.TestKit;

/// <summary>Rewriting and destroying stored copies.</summary>
public abstract partial class SessionStoreConformance
{
    private const string Secret = "the secret 4711";

    [Theory]
    [InlineData(SessionPlace.InUse)]
    [InlineData(SessionPlace.Archive)]
    [InlineData(SessionPlace.Trash)]
    public async Task Rewrite_OneEntry_LeavesNothingOfItAndAllElse(SessionPlace place)
    {
        Assert.True(await Store.CreateAsync(new NewSession(Key, DateTimeOffset.UnixEpoch, [User("a", 0), User(Secret, 0), User("c", 0)]) { Unknown = [new("title", $"\"{Secret}\""), new("mood", "1")] }, default));
        var id = (await Store.FindAsync(Key, default))!.Id;
        if (place == SessionPlace.Archive)
            await Store.ArchiveAsync(Key, Change, default);
        if (place == SessionPlace.Trash)
            await Store.DeleteAsync(Key, Change, default);
        var name = Assert.Single(await Store.ListCopiesAsync(default));
        var before = (await Store.ReadCopyAsync(name, default))!;
        Assert.Equal((place, Key, id, null), (before.Place, before.Key, before.Id, before.Problem));
        Assert.Equal(["title", "mood"], before.Fields.Select(field => field.Name));
        await Store.RewriteAsync(name, Tombstone, field => !field.Json.Contains(Secret, StringComparison.Ordinal), Change, default);

        var after = (await Store.ReadCopyAsync(name, default))!;
        Assert.Equal("mood", Assert.Single(after.Fields).Name);
        Assert.Equal(before.Entries.Select(entry => entry.Id), after.Entries.Select(entry => entry.Id));
        Assert.Equal("test", Assert.IsType<TombstoneEntry>(after.Entries[1]).Reason);
        if (place == SessionPlace.Trash)
            Assert.True(await Store.RestoreAsync(Key, Change, default));
        await using var session = await Store.OpenAsync(Key, default);
        Assert.DoesNotContain(Secret, await ExportAsync(session!), StringComparison.Ordinal);
        Assert.Equal(id, session!.Info.Id);
        var added = (await session.AppendAsync([User("d", 0)], default))[0];
        var all = await session.ReadAllAsync(default);
        Assert.Equal(Enumerable.Range(1, all.Count), all.Select(entry => (int)entry.Id));
        Assert.Equal((added.Id, "d"), (all[^1].Id, all[^1].Content));
    }

    [Fact]
    public async Task Rewrite_SessionThatIsOpen_IsSeenByItsHandleAndByTheFeed()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([User("a", 0), User(Secret, 0)], default);
        var follower = new CatalogFollower(Store);
        await follower.SettleAsync();
        await Store.RewriteAsync(await CopyOfAsync(Key), Tombstone, _ => true, Change, default);
        Assert.IsType<TombstoneEntry>((await session.ReadNewestAsync(10, default))[1]);
        Assert.Equal([Key], await follower.FollowAsync());
        Assert.Equal(3, (await session.AppendAsync([User("c", 0)], default))[0].Id);
        Assert.Equal(2, session.Info.MessageCount);
    }

    [Fact]
    public async Task Rewrite_ToAnotherIdOrOfNothing_ChangesNothing()
    {
        await SayAsync(Store, Key, "a");
        var name = await CopyOfAsync(Key);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.RewriteAsync(name, entry => entry with { Id = 7 }, _ => true, Change, default).AsTask());
        await using (var session = await Store.OpenAsync(Key, default))
            Assert.Equal((1, "a"), ((int)(await session!.ReadAllAsync(default))[0].Id, (await session.ReadAllAsync(default))[0].Content));
        await Store.DestroyAsync(name, Change, default);
        await Assert.ThrowsAnyAsync<LurkBotException>(() => Store.RewriteAsync(name, Tombstone, _ => true, Change, default).AsTask());
        Assert.Null(await Store.ReadCopyAsync(name, default));
    }

    [Fact]
    public async Task Rewriting_DuringATurn_IsBusy()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([User("a", 0)], default);
        var name = await CopyOfAsync(Key);
        await using (await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default))
        {
            foreach (var rewrite in (Func<ValueTask>[])[() => Store.RequireFreeAsync(name, Change, default), () => Store.RewriteAsync(name, Tombstone, _ => true, Change, default), () => Store.DestroyAsync(name, Change, default), () => Store.RenameAsync(Key, Other, Change, default)])
                Assert.Equal("Ann", (await Assert.ThrowsAsync<SessionBusyException>(() => rewrite().AsTask())).Holder?.Who);
        }

        await Store.RequireFreeAsync(name, Change, default);
        Assert.Equal("a", (await session.ReadAllAsync(default))[0].Content);
    }

    [Fact]
    public async Task Destroy_InUseAndInTheTrash_LeavesNoCopy()
    {
        await SayAsync(Store, Key, "first");
        await Store.DeleteAsync(Key, Change, default);
        await SayAsync(Store, Key, "second");
        Assert.Equal(2, (await Store.ListCopiesAsync(default)).Count);
        var live = await CopyOfAsync(Key);
        await Store.DestroyAsync(live, Change, default);
        await Store.DestroyAsync(live, Change, default);
        Assert.Null(await Store.OpenAsync(Key, default));
        Assert.Empty((await Store.ListAsync(default)).Sessions);
        var deleted = Assert.Single(await Store.ListCopiesAsync(default));
        Assert.Equal(SessionPlace.Trash, (await Store.ReadCopyAsync(deleted, default))!.Place);
        await Store.DestroyAsync(deleted, Change, default);
        Assert.Empty(await Store.ListCopiesAsync(default));
        Assert.False(await Store.RestoreAsync(Key, Change, default));
    }

    [Fact]
    public async Task Restore_KeyThatWasDeletedTwice_BringsBackTheLast()
    {
        foreach (var text in (string[])["first", "second"])
        {
            await SayAsync(Store, Key, text);
            await Store.DeleteAsync(Key, Change, default);
        }

        foreach (var text in (string[])["second", "first"])
        {
            Assert.True(await Store.RestoreAsync(Key, Change, default));
            await using (var session = await Store.OpenAsync(Key, default))
                Assert.Equal(text, (await session!.ReadAllAsync(default))[0].Content);
            await Store.RenameAsync(Key, SessionKey.Parse($"cli:{text}:main"), Change, default);
        }
    }

    [Fact]
    public async Task DestroyBlobs_OneOfTwo_LeavesTheOther()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        var (kept, gone) = (await session.PutBlobAsync("kept"u8.ToArray(), default), await session.PutBlobAsync("gone"u8.ToArray(), default));
        var id = session.Info.Id;
        await Store.DestroyBlobsAsync(id, [gone, new string('0', 64)], default);
        Assert.Null(await Store.ReadBlobAsync(id, gone, default));
        Assert.Null(await session.ReadBlobAsync(gone, default));
        Assert.Equal("kept", Encoding.UTF8.GetString((await Store.ReadBlobAsync(id, kept, default))!.Value.Span));
        Assert.Null(await Store.ReadBlobAsync(SessionId.New(DateTimeOffset.UnixEpoch), kept, default));
    }

    [Fact]
    public async Task PurgeTrash_DestroysWhatIsOldEnough()
    {
        await SayAsync(Store, Key, "a");
        await SayAsync(Store, Other, "b");
        await Store.DeleteAsync(Key, Change, default);
        Assert.Empty(await Store.PurgeTrashAsync(TimeSpan.FromDays(1), dryRun: false, default));
        var anyAge = TimeSpan.FromDays(-1);
        Assert.Single(await Store.PurgeTrashAsync(anyAge, dryRun: true, default));
        Assert.Equal(2, (await Store.ListCopiesAsync(default)).Count);
        Assert.Single(await Store.PurgeTrashAsync(anyAge, dryRun: false, default));
        Assert.False(await Store.RestoreAsync(Key, Change, default));
        Assert.Single((await Store.ListAsync(default)).Sessions);
    }

    [Fact]
    public async Task Measure_AfterAMessage_IsMore()
    {
        Assert.Equal(0, await Store.MeasureArchivingAsync(Key, default));
        await SayAsync(Store, Key, "a");
        var before = await Store.MeasureAsync(default);
        var text = new string('x', 10_000);
        await SayAsync(Store, Key, text);
        Assert.InRange(await Store.MeasureAsync(default), before + text.Length, before + (2 * text.Length));
        Assert.InRange(await Store.MeasureArchivingAsync(Key, default), 0, before + (2 * text.Length));
    }

    private static Entry Tombstone(Entry entry) => entry.Content.Contains(Secret, StringComparison.Ordinal)
        ? new TombstoneEntry { Id = entry.Id, Turn = entry.Turn, At = entry.At, Actor = Change.Actor, Reason = Change.Reason }
        : entry;

    /// <summary>The name of the copy that is in use.</summary>
    private async Task<string> CopyOfAsync(SessionKey key)
    {
        foreach (var name in await Store.ListCopiesAsync(default))
        {
            if (await Store.ReadCopyAsync(name, default) is { Place: SessionPlace.InUse } copy && copy.Key == key)
                return name;
        }

        throw new InvalidOperationException($"There is no copy of {key}.");
    }
}
