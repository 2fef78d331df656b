using LurkBot.Sessions;

namespace LurkBot.Storage.TestKit;

/// <summary>The catalogue and its feed of changes.</summary>
public abstract partial class SessionStoreConformance
{
    [Fact]
    public async Task Find_SessionInUseArchivedAndMissing_GivesWhatAListingShows()
    {
        await SayAsync(Store, Key, "a");
        Assert.Equal((Key, 1, 1L), await FoundAsync());
        await Store.ArchiveAsync(Key, Change, default);
        Assert.Equal((Key, 1, 4L), await FoundAsync());
        await Store.DeleteAsync(Key, Change, default);
        Assert.Null(await Store.FindAsync(Key, default));

        async Task<(SessionKey Key, int Messages, long LastId)> FoundAsync()
        {
            var info = (await Store.FindAsync(Key, default))!;
            Assert.Equal(Assert.Single((await Store.ListAsync(default)).Sessions).LastId, info.LastId);
            return (info.Key, info.MessageCount, info.LastId);
        }
    }

    [Fact]
    public async Task Changes_WithoutACursor_NameEverySession()
    {
        var follower = new CatalogFollower(Store);
        Assert.Empty(await follower.FollowAsync());
        await SayAsync(Store, Key, "a");
        await SayAsync(Store, Other, "b");
        Assert.Equal([Other, Key], new[] { Other, Key }.Intersect(await follower.FollowAsync()));
        var whole = await Store.ChangesSinceAsync(null, default);
        Assert.True(whole.IsWhole);
        Assert.Equal(2, whole.Changed.Count);
        Assert.Empty(whole.Gone);
        Assert.True((await Store.ChangesSinceAsync("no cursor of this store", default)).IsWhole);
    }

    [Fact]
    public async Task Changes_AfterAnAppend_NameThatSessionAlone()
    {
        await SayAsync(Store, Key, "a");
        await SayAsync(Store, Other, "b");
        var (one, late) = (new CatalogFollower(Store), new CatalogFollower(Store));
        await one.SettleAsync();
        await late.SettleAsync();
        Assert.All(one.Known.Values, stamp => Assert.NotEmpty(stamp.Version));
        var before = one.Known.Values.Single(stamp => stamp.Key == Key);
        await SayAsync(Store, Key, "again");
        Assert.Equal([Key], await one.FollowAsync());
        await SayAsync(Store, Other, "again");
        Assert.Contains(Other, await one.FollowAsync());
        Assert.Equal([Other, Key], (await late.FollowAsync()).OrderBy(key => key?.ToString(), StringComparer.Ordinal));
        await one.SettleAsync();
        var after = one.Known[before.Name];
        Assert.NotEqual(before.Version, after.Version);
        Assert.True(after.WrittenAt >= before.WrittenAt);
    }

    [Fact]
    public async Task Changes_ThroughALife_LeadToWhatAListingShows()
    {
        var (renamed, fork) = (SessionKey.Parse("cli:renamed:main"), SessionKey.Parse("cli:fork:main"));
        var follower = new CatalogFollower(Store);
        (string What, Func<Task> Step)[] life =
        [
            ("say", () => SayAsync(Store, Key, "a")),
            ("create", () => Store.CreateAsync(new NewSession(Other, DateTimeOffset.UnixEpoch, [User("b", 0)]), default).AsTask()),
            ("archive", () => Store.ArchiveAsync(Key, Change, default).AsTask()),
            ("restore", () => Store.RestoreAsync(Key, Change, default).AsTask()),
            ("rename", () => Store.RenameAsync(Key, renamed, Change, default).AsTask()),
            ("begin anew", () => SayAsync(Store, Key, "c")),
            ("delete", () => Store.DeleteAsync(renamed, Change, default).AsTask()),
            ("restore from the trash", () => Store.RestoreAsync(renamed, Change, default).AsTask()),
            ("fork", () => Store.ForkAsync(renamed, null, fork, Change, default).AsTask()),
            ("destroy", async () => await Store.DestroyAsync(await CopyOfAsync(fork), Change, default)),
            ("swap", async () =>
            {
                await Store.RenameAsync(Key, fork, Change, default);
                await Store.RenameAsync(Other, Key, Change, default);
                await Store.RenameAsync(fork, Other, Change, default);
            }),
        ];
        foreach (var (what, step) in life)
        {
            await step();
            await follower.FollowAsync();
            var listed = (await Store.ListAsync(default)).Sessions.Select(info => info.Key).OrderBy(key => key.ToString(), StringComparer.Ordinal);
            Assert.True(listed.SequenceEqual(follower.Keys), $"After {what} the feed leads to {string.Join(", ", follower.Keys)}.");
        }
    }

    [Fact]
    public async Task Read_NamedByTheFeed_GivesInfoAndEntriesAndNullWhenItIsGone()
    {
        await SayAsync(Store, Key, "a");
        await Store.ArchiveAsync(Key, Change, default);
        await SayAsync(Store, Other, "b");
        var names = (await Store.ChangesSinceAsync(null, default)).Changed.ToDictionary(stamp => stamp.Key!, stamp => stamp.Name);
        foreach (var (key, text) in new[] { (Key, "a"), (Other, "b") })
        {
            var content = (await Store.ReadAsync(names[key], default))!;
            Assert.Equal((key, text, (long)content.Entries.Count), (content.Info.Key, content.Entries[0].Content, content.Info.LastId));
        }

        await Store.DeleteAsync(Other, Change, default);
        Assert.Null(await Store.ReadAsync(names[Other], default));
    }
}
