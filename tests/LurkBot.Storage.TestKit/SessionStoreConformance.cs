using System.Text;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage.TestKit;

/// <summary>What every session store must do.</summary>
/// <remarks>
/// To test a store, derive a public class from this one in a test project with xunit.v3, and give it a store without sessions in
/// <see cref="Store"/>; each test has an instance of its own. Where several processes can share the data, override <see cref="OpenAgain"/>
/// too. The class then inherits all tests. What is promised beyond them stands at the members of the ports.
/// </remarks>
/// <example>
/// <code>
/// public sealed class MyStoreTests : SessionStoreConformance
/// {
///     private readonly MyDatabase database = MyDatabase.CreateEmpty();
///     protected override IRewritableStore Store => field ??= new MyStore(database);
///     protected override IRewritableStore OpenAgain() => new MyStore(database);
/// }
/// </code>
/// </example>
public abstract partial class SessionStoreConformance
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:Test/1:main");

    private static readonly SessionKey Other = SessionKey.Parse("cli:Other:main");

    private static readonly SessionChange Change = new("owner", "test");

    /// <summary>The store under test, empty when the test begins and the same one at each call.</summary>
    protected abstract IRewritableStore Store { get; }

    /// <summary>Opens another instance on the same data, as another process does. The suite does not dispose of it.</summary>
    /// <returns>Null, unless overridden: the data lives in one instance. Tests of several instances then use the one.</returns>
    protected virtual IRewritableStore? OpenAgain() => null;

    [Fact]
    public async Task Append_TwoEntries_AreReadBackWithConsecutiveIds()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        var stored = await session.AppendAsync([User("Hello \u4f60\u597d \"x\"\n\u2028", 1), new AssistantEntry { Content = "Hi", Turn = 1, Model = "m", ToolCalls = [new ToolCall("c", "t", """{"a":1}""")] }], default);
        Assert.Equal([1, 2], stored.Select(entry => entry.Id));
        var read = await session.ReadAllAsync(default);
        Assert.Equal("Hello \u4f60\u597d \"x\"\n\u2028", read[0].Content);
        Assert.Equal(new ToolCall("c", "t", """{"a":1}"""), Assert.IsType<AssistantEntry>(read[1]).ToolCalls.Single());
        Assert.Equal(2, session.Info.MessageCount);
        Assert.Equal(SessionState.Active, session.Info.State);
    }

    [Fact]
    public async Task ReadNewest_FewerThanAll_GivesTheLastInOrder()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        for (var i = 1; i <= 10; i++)
            await session.AppendAsync([User(new string('x', i * 3000), i)], default);
        Assert.Equal([8, 9, 10], (await session.ReadNewestAsync(3, default)).Select(entry => entry.Id));
        Assert.Equal(10, (await session.ReadNewestAsync(100, default)).Count);
    }

    [Fact]
    public async Task Clear_ThenUndo_BringsTheCountBack()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([User("a", 1), User("b", 2)], default);
        var clear = (await session.AppendAsync([new ClearEntry()], default)).Single();
        Assert.Equal(0, session.Info.MessageCount);
        await session.AppendAsync([new UndoEntry { Undoes = clear.Id }], default);
        Assert.Equal(2, session.Info.MessageCount);
        Assert.Equal(4, (await session.ReadAllAsync(default)).Count);
    }

    [Fact]
    public async Task Create_WithEntries_KeepsThemAndGivesNumbersWhereThereAreNone()
    {
        var (began, id) = (DateTimeOffset.UnixEpoch.AddYears(50), SessionId.New(DateTimeOffset.UnixEpoch.AddYears(50)));
        var session = new NewSession(Key, began, [User("a", 0), new AssistantEntry { Content = "b", At = began.AddYears(1) }, User("c", 0)]) { Id = id };
        Assert.True(await Store.CreateAsync(session, default));
        await using var made = await Store.OpenAsync(Key, default);
        Assert.Equal([(1, 1), (2, 1), (3, 3)], (await made!.ReadAllAsync(default)).Select(entry => (entry.Id, entry.Turn)));
        Assert.Equal((began, id, 3, DateTimeOffset.UnixEpoch.AddYears(56)), (made.Info.CreatedAt, made.Info.Id, made.Info.MessageCount, made.Info.UpdatedAt));
        Assert.Equal(4, (await made.AppendAsync([User("d", 0)], default)).Single().Id);
    }

    [Fact]
    public async Task Create_WithBlobs_KeepsThemAndRefusesOthersThanTheirNamesSay()
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("image"u8));
        var entry = new UserEntry { Content = "see", At = DateTimeOffset.UnixEpoch, Attachments = [new Attachment("a.png", "image/png", 5, hash)] };
        var session = new NewSession(Key, DateTimeOffset.UnixEpoch, [entry]);
        await Assert.ThrowsAsync<LurkBotException>(async () => await Store.CreateAsync(session with { Blobs = Named(hash, "other") }, default));
        Assert.Null(await Store.FindAsync(Key, default));
        Assert.True(await Store.CreateAsync(session with { Blobs = Named(hash, "image") }, default));
        await using var made = await Store.OpenAsync(Key, default);
        Assert.True((await made!.ReadBlobAsync(hash, default))!.Value.Span.SequenceEqual("image"u8));

        static Dictionary<string, Func<ReadOnlyMemory<byte>>> Named(string hash, string content) => new(StringComparer.Ordinal) { [hash] = () => System.Text.Encoding.UTF8.GetBytes(content) };
    }

    [Fact]
    public async Task Create_SessionIsThere_LeavesIt()
    {
        await using (var session = await Store.OpenOrCreateAsync(Key, default))
            await session.AppendAsync([User("a", 0)], default);
        Assert.False(await Store.CreateAsync(new NewSession(Key, DateTimeOffset.UnixEpoch, []), default));
        await Store.ArchiveAsync(Key, Change, default);
        Assert.False(await Store.CreateAsync(new NewSession(Key, DateTimeOffset.UnixEpoch, []), default));
        Assert.Equal(1, Assert.Single((await Store.ListAsync(default)).Sessions).MessageCount);
    }

    [Fact]
    public async Task Create_SameKeyManyTimesAtOnce_MakesOne()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Store.CreateAsync(new NewSession(Key, DateTimeOffset.UnixEpoch, [User($"{i}", 0)]), default).AsTask())));
        Assert.Single(made, done => done);
        Assert.Single((await Store.ListAsync(default)).Sessions);
    }

    [Fact]
    public async Task Open_MissingSession_GivesNull() => Assert.Null(await Store.OpenAsync(SessionKey.Parse("cli:none:main"), default));

    [Fact]
    public async Task List_AfterAppend_ShowsTheSession()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([User("a", 1)], default);
        var info = Assert.Single((await Store.ListAsync(default)).Sessions);
        Assert.Equal((Key, 1, 1L), (info.Key, info.MessageCount, info.LastId));
    }

    [Fact]
    public async Task TakeTurn_WhileTaken_SaysForWhomAndWaitsUntilItIsGivenBack()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await using var other = await Store.OpenAsync(Key, default);
        var first = await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        TurnLeaseOwner? holder = null;
        var second = other!.TakeTurnAsync(new TurnLeaseRequest("Ben", TimeSpan.FromHours(1), found => holder = found), default).AsTask();
        Assert.Equal(("Ann", Environment.ProcessId), (holder?.Who, holder?.ProcessId));
        Assert.False(second.IsCompleted);
        await first.DisposeAsync();
        await (await second).DisposeAsync();
        await (await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default)).DisposeAsync();
    }

    [Fact]
    public async Task TakeTurn_WhileTakenWithoutTime_IsBusy()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await using var other = await Store.OpenAsync(Key, default);
        await using var first = await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        var busy = await Assert.ThrowsAsync<SessionBusyException>(() => other!.TakeTurnAsync(new TurnLeaseRequest("Ben", TimeSpan.Zero), default).AsTask());
        Assert.Equal("Ann", busy.Holder?.Who);
    }

    [Fact]
    public async Task Append_UserEntriesWithoutATurn_BeginOneEach()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        var first = (await session.AppendAsync([User("a", 0)], default)).Single();
        var second = (await session.AppendAsync([User("b", 0)], default)).Single();
        var late = (await session.AppendAsync([new AssistantEntry { Content = "to a", Turn = first.Turn }], default)).Single();
        Assert.NotEqual(first.Turn, second.Turn);
        Assert.Equal(first.Turn, late.Turn);
        Assert.Equal(4, (await session.AppendAsync([User("c", 0)], default)).Single().Turn);
    }

    [Fact]
    public async Task Append_FromTwoHandlesAtOnce_LosesNothing()
    {
        await using var first = await Store.OpenOrCreateAsync(Key, default);
        await using var second = await Store.OpenAsync(Key, default);
        await Task.WhenAll(new[] { first, second! }.Select(session => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
                await session.AppendAsync([User("x", 1)], default);
        })));
        Assert.Equal(Enumerable.Range(1, 400).Select(id => (long)id), (await first.ReadAllAsync(default)).Select(entry => entry.Id));
    }

    [Fact]
    public async Task Blob_AfterForkArchiveRenameAndRestore_IsTheSame()
    {
        var (fork, renamed) = (SessionKey.Parse("cli:fork:main"), SessionKey.Parse("cli:renamed:main"));
        byte[] content = [0, 1, 2, 255];
        string hash;
        await using (var session = await Store.OpenOrCreateAsync(Key, default))
        {
            hash = await session.PutBlobAsync(content, default);
            Assert.Equal(hash, await session.PutBlobAsync(content, default));
            await session.AppendAsync([User("a", 0), new ToolEntry { Name = "t", ToolCallId = "c", Content = "short", Blob = hash }], default);
        }

        await Store.ForkAsync(Key, null, fork, Change, default);
        await Store.ArchiveAsync(Key, Change, default);
        await AssertBlobAsync(Key);
        await Store.RestoreAsync(Key, Change, default);
        await Store.DeleteAsync(Key, Change, default);
        await AssertBlobAsync(fork);
        await Store.RestoreAsync(Key, Change, default);
        await Store.RenameAsync(Key, renamed, Change, default);
        await AssertBlobAsync(renamed);

        async Task AssertBlobAsync(SessionKey key)
        {
            await using var session = await Store.OpenAsync(key, default);
            Assert.Equal(content, (await session!.ReadBlobAsync(hash, default))!.Value.ToArray());
            Assert.Null(await session.ReadBlobAsync("../" + hash, default));
            Assert.Null(await session.ReadBlobAsync(new string('0', 64), default));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rekeying_ChatWithAnotherType_KeepsIdAndHistoryAndSaysWhy(bool archived)
    {
        var (before, after) = (SessionKey.Parse("telegram:1:dm"), SessionKey.Parse("telegram:1:main"));
        SessionId id;
        await using (var session = await Store.OpenOrCreateAsync(before, default))
        {
            await session.AppendAsync([User("hello", 0)], default);
            id = session.Info.Id;
        }

        if (archived)
            await Store.ArchiveAsync(before, Change, default);
        await using var rekeyed = await SessionRekeying.OpenAsync(Store, after, new SessionChange("lurkbot", "the person is the owner now"), default);
        Assert.Equal((after, id), (rekeyed!.Info.Key, rekeyed.Info.Id));
        var entries = await rekeyed.ReadAllAsync(default);
        Assert.Equal("hello", entries[0].Content);
        Assert.Equal("the person is the owner now", Assert.IsType<StateEntry>(entries[^1]).Reason);
        Assert.Null(await Store.OpenAsync(before, default));
        Assert.Null(await SessionRekeying.OpenAsync(Store, SessionKey.Parse("telegram:2:main"), Change, default));
    }

    [Fact]
    public async Task Archive_ThenAMessage_RestoresInTheSameTurn()
    {
        await using (var session = await Store.OpenOrCreateAsync(Key, default))
        {
            await session.AppendAsync([User("a", 0), new AssistantEntry { Content = "b" }], default);
            var before = session.Info;
            await Store.ArchiveAsync(Key, Change, default);
            var archived = Assert.Single((await Store.ListAsync(default)).Sessions);
            Assert.Equal((SessionState.Archived, 2, before.UpdatedAt, before.Id), (archived.State, archived.MessageCount, archived.UpdatedAt, archived.Id));
        }

        await using var again = await Store.OpenOrCreateAsync(Key, default);
        Assert.Equal(["a", "b"], (await again.ReadAllAsync(default)).Where(entry => entry.IsMessage).Select(entry => entry.Content));
        await using (await again.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default))
            await again.AppendAsync([User("c", 0)], default);
        Assert.Equal((SessionState.Active, 3), (again.Info.State, again.Info.MessageCount));
        Assert.Equal(SessionState.Active, Assert.Single((await Store.ListAsync(default)).Sessions).State);
        var states = (await again.ReadAllAsync(default)).OfType<StateEntry>().Take(3).ToList();
        Assert.Equal([SessionState.Idle, SessionState.Compacted, SessionState.Archived], states.Select(entry => entry.State));
        Assert.All(states, entry => Assert.Equal(("owner", "test"), (entry.Actor, entry.Reason)));
    }

    [Fact]
    public async Task Archive_WhileOpenElsewhere_LosesNothing()
    {
        await using var open = await Store.OpenOrCreateAsync(Key, default);
        await open.AppendAsync([User("a", 0)], default);
        await Store.ArchiveAsync(Key, Change, default);
        await open.AppendAsync([User("b", 0)], default);
        Assert.Equal(["a", "b"], (await open.ReadAllAsync(default)).Where(entry => entry.IsMessage).Select(entry => entry.Content));
        Assert.Equal(SessionState.Active, open.Info.State);
    }

    [Fact]
    public async Task Archive_DuringATurn_IsBusy()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([User("a", 0)], default);
        await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        await Assert.ThrowsAsync<SessionBusyException>(() => Store.ArchiveAsync(Key, Change, default).AsTask());
        await Assert.ThrowsAsync<SessionBusyException>(() => Store.DeleteAsync(Key, Change, default).AsTask());
        Assert.Equal(SessionState.Active, Assert.Single((await Store.ListAsync(default)).Sessions).State);
    }

    [Fact]
    public async Task Delete_ThenRestore_BringsItBackAsItWas()
    {
        await using (var session = await Store.OpenOrCreateAsync(Key, default))
            await session.AppendAsync([User("a", 0)], default);
        var before = Assert.Single((await Store.ListAsync(default)).Sessions);
        await Store.DeleteAsync(Key, Change, default);
        Assert.Empty((await Store.ListAsync(default)).Sessions);
        Assert.Null(await Store.OpenAsync(Key, default));
        await Assert.ThrowsAsync<LurkBotException>(() => Store.DeleteAsync(Key, Change, default).AsTask());
        Assert.True(await Store.RestoreAsync(Key, Change, default));
        var after = Assert.Single((await Store.ListAsync(default)).Sessions);
        Assert.Equal((before.Id, before.UpdatedAt, before.MessageCount, before.State), (after.Id, after.UpdatedAt, after.MessageCount, after.State));
        Assert.False(await Store.RestoreAsync(SessionKey.Parse("cli:never:main"), Change, default));
    }

    [Fact]
    public async Task Fork_AtAnEntry_CopiesUpToItAndLeavesTheSource()
    {
        await using var session = await Store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([User("a", 0), new AssistantEntry { Content = "b" }, User("c", 0)], default);
        var target = SessionKey.Parse("cli:fork:main");
        await Store.ForkAsync(Key, 2, target, Change, default);
        await using var fork = await Store.OpenAsync(target, default);
        Assert.Equal(["a", "b"], (await fork!.ReadAllAsync(default)).Where(entry => entry.IsMessage).Select(entry => entry.Content));
        Assert.NotEqual(session.Info.Id, fork.Info.Id);
        Assert.Equal(3, session.Info.LastId);
        await Assert.ThrowsAsync<LurkBotException>(() => Store.ForkAsync(Key, 2, target, Change, default).AsTask());
        await Assert.ThrowsAsync<LurkBotException>(() => Store.ForkAsync(Key, 9, SessionKey.Parse("cli:other:main"), Change, default).AsTask());
    }

    [Fact]
    public async Task Invariant07_Fork_NeverGetsMoreTrustThanItsSource()
    {
        var group = SessionKey.Parse("telegram:-5:group");
        await using var session = await Store.OpenOrCreateAsync(group, default);
        await session.AppendAsync([User("a", 0)], default);
        foreach (var type in (string[])["main", "dm"])
            await Assert.ThrowsAsync<LurkBotException>(() => Store.ForkAsync(group, null, SessionKey.Parse("cli:f:" + type), Change, default).AsTask());
        await Store.ForkAsync(group, null, SessionKey.Parse("cli:f:group"), Change, default);
    }

    [Fact]
    public async Task Rename_KeepsIdHistoryAndLastUse()
    {
        await using (var session = await Store.OpenOrCreateAsync(Key, default))
            await session.AppendAsync([User("a", 0)], default);
        var before = Assert.Single((await Store.ListAsync(default)).Sessions);
        var target = SessionKey.Parse("cli:new name:main");
        await Store.RenameAsync(Key, target, Change, default);
        var after = Assert.Single((await Store.ListAsync(default)).Sessions);
        Assert.Equal((target, before.Id, before.UpdatedAt, 1), (after.Key, after.Id, after.UpdatedAt, after.MessageCount));
        await using (var other = await Store.OpenOrCreateAsync(Key, default))
            await other.AppendAsync([User("b", 0)], default);
        await Assert.ThrowsAsync<LurkBotException>(() => Store.RenameAsync(Key, target, Change, default).AsTask());
    }

    private static UserEntry User(string text, long turn) => new() { Content = text, Turn = turn, At = DateTimeOffset.UnixEpoch.AddYears(56) };

    private static async Task SayAsync(ISessionStore store, SessionKey key, string text)
    {
        await using var session = await store.OpenOrCreateAsync(key, default);
        await session.AppendAsync([User(text, 0)], default);
    }

    private static async Task<string> ExportAsync(IStoredSession session)
    {
        using var document = new MemoryStream();
        await session.ExportAsync(document, default);
        return Encoding.UTF8.GetString(document.ToArray());
    }
}
