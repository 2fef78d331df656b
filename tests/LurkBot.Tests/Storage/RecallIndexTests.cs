using CsCheck;
using LurkBot.Entries;
using LurkBot.Erasure;
using LurkBot.Recall;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Storage;

public sealed class RecallIndexTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:a:main");
    private static readonly DateTimeOffset Start = new(2023, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder home = new();
    private readonly FileSessionStore store;

    public RecallIndexTests() => store = new FileSessionStore(home.Path, TimeProvider.System, new FileStoreOptions { Sync = SessionSync.Off });

    private string IndexPath => Path.Combine(home.Path, SqliteSessionIndex.FileName);

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Find_WhatWasJustAppended_IsFoundWithoutAFileBeingReadAndNothingBehindIt()
    {
        await using var session = await store.OpenOrCreateAsync(Key, default);
        using var index = SqliteSessionIndex.Open(new NoCatalog(), home.Path);
        await session.AppendAsync([User("The garage code is 4711"), Reply("Noted."), User("The cellar is wet")], default);
        var hits = await FindAsync(index, session, "What was the code of the garages?");
        Assert.Equal((1, "user", "The garage code is 4711"), (hits[0].Id, hits[0].Role, hits[0].Text));
        await session.AppendAsync([Reply("A pump helps"), User("The garage is also wet")], default);
        Assert.Contains(5, (await FindAsync(index, session, "garage")).Select(hit => hit.Id));
        Assert.All(await FindAsync(index, session, "garage", before: 5), hit => Assert.True(hit.Id < 5));
        Assert.Equal(5, (await FindAsync(index, session, "How wet is it?", "the garage"))[0].Id);
        Assert.Equal(3, (await FindAsync(index, session, "How wet is it?", "the cellar"))[0].Id);
        Assert.Empty(await FindAsync(index, session, "A colour", "the code"));
    }

    [Fact]
    public async Task Find_AQuestionInWordsThatNobodySaid_IsAboutWhatWasSaidLast()
    {
        await using var session = await store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([User("The garage code is 4711"), .. Enumerable.Range(0, 60).Select(i => User($"Entry {i} of the diary of a voyage, with clouds"))], default);
        using var index = SqliteSessionIndex.Open(store, home.Path);
        Assert.Equal(1, (await FindAsync(index, session, "What colour was it?", "the garage code"))[0].Id);
        Assert.Empty(await FindAsync(index, session, "A colour", "the garage code"));
    }

    [Fact]
    public async Task Find_SmallTalkAndWordsThatEveryMessageHas_FindsNothing()
    {
        await using var session = await store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([.. Enumerable.Range(0, 40).Select(i => User($"Good morning, thanks for the garden plan {i}"))], default);
        using var index = SqliteSessionIndex.Open(store, home.Path);
        foreach (var text in (string[])["thanks!", "ok", "good morning, how are you?", "the garden", "a zebra"])
            Assert.Empty(await FindAsync(index, session, text, "the plan 7"));
        Assert.Equal(8, (await FindAsync(index, session, "plan 7"))[0].Id);
    }

    [Fact]
    public async Task Find_ClearedUndoneDeletedOverheardOrOfAnotherSession_IsNotFound()
    {
        await using var session = await store.OpenOrCreateAsync(Key, default);
        await using var other = await store.OpenOrCreateAsync(SessionKey.Parse("cli:b:main"), default);
        await other.AppendAsync([User("the garage of the other")], default);
        using var index = SqliteSessionIndex.Open(store, home.Path);
        await session.AppendAsync([User("the garage is cleared")], default);
        Assert.Single(await FindAsync(index, session, "garage"));
        await session.AppendAsync([new ClearEntry()], default);
        Assert.Empty(await FindAsync(index, session, "garage"));
        await session.AppendAsync([User("the garage is deleted"), User("the garage is overheard") with { Observed = true }, User("the garage stands")], default);
        await session.AppendAsync([new CorrectionEntry { Corrects = 3, Removed = true }], default);
        Assert.Equal([5], (await FindAsync(index, session, "garage")).Select(hit => hit.Id));
        await session.AppendAsync([new CorrectionEntry { Corrects = 5, Content = "the cellar stands" }], default);
        Assert.Empty(await FindAsync(index, session, "garage"));
        Assert.Equal("the cellar stands", (await FindAsync(index, session, "cellar")).Single().Text);
        await SessionUndo.AppendAsync(session, "owner", "test", TimeProvider.System, default);
        Assert.Empty(await FindAsync(index, session, "cellar"));
        Assert.Equal(4, (await index.SearchAsync(new SearchQuery("garage cellar"), default)).Hits.Count);
    }

    [Fact]
    public async Task Find_AfterAnErasureByAnotherProcess_FindsNothingOfItAndNoFileHasTheWord()
    {
        using var index = SqliteSessionIndex.Open(store, home.Path);
        await using (var session = await store.OpenOrCreateAsync(Key, default))
        {
            await session.AppendAsync([User("the password is xylophone"), Reply("Noted.")], default);
            Assert.NotEmpty(await FindAsync(index, session, "xylophone"));
        }

        var plan = await new ErasurePlanner(store).PlanAsync(ErasureTarget.OfEntry(Key, 1), new SessionChange("owner", "test"), default);
        foreach (var part in (IErasable[])[new SearchIndexErasable(home.Path), new SessionErasable(store, TimeProvider.System), new SearchIndexErasable(home.Path)])
            await part.EraseAsync(plan, default);
        await using var left = (await store.OpenAsync(Key, default))!;
        Assert.Empty(await FindAsync(index, left, "xylophone"));
        Assert.All(Directory.GetFiles(home.Path, "*", SearchOption.AllDirectories), file => Assert.DoesNotContain("xylophon", System.Text.Encoding.Latin1.GetString(ReadShared(file)), StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Find_MessageThatNoLongerReadsSo_LeavesNoWordInTheIndex()
    {
        await using var session = await store.OpenOrCreateAsync(Key, default);
        using (var index = SqliteSessionIndex.Open(store, home.Path))
        {
            await session.AppendAsync([.. Enumerable.Range(0, 300).Select(i => User($"filler {i} xylophone{i}")), User("the xylophones"), User("behind it")], default);
            Assert.NotEmpty(await FindAsync(index, session, "xylophone"));
            await session.AppendAsync([new CorrectionEntry { Corrects = 301, Content = "the drums" }], default);
            Assert.DoesNotContain(await FindAsync(index, session, "xylophone"), hit => hit.Id == 301);
            Assert.Equal(301, (await FindAsync(index, session, "drums"))[0].Id);
        }

        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={IndexPath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM posting WHERE term = 'xylophon'";
        Assert.Equal(0L, command.ExecuteScalar());
    }

    [Fact]
    public async Task Find_ThenSearch_KnowTheSameRows()
    {
        await using var session = await store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([User("the garage")], default);
        using var recalling = SqliteSessionIndex.Open(store, home.Path);
        using var searching = SqliteSessionIndex.Open(store, home.Path);
        Assert.Single(await FindAsync(recalling, session, "garage"));
        Assert.Single((await searching.SearchAsync(new SearchQuery("garage"), default)).Hits);
        await session.AppendAsync([User("another garage")], default);
        Assert.Equal(2, (await FindAsync(recalling, session, "garage")).Count);
        Assert.Equal(2, (await searching.SearchAsync(new SearchQuery("garage"), default)).Hits.Count);
        Assert.Equal(2, (await recalling.SearchAsync(new SearchQuery("garage"), default)).Hits.Count);
        await store.DeleteAsync(Key, new SessionChange("owner", "test"), default);
        Assert.Empty((await searching.SearchAsync(new SearchQuery("garage"), default)).Hits);
    }

    /// <summary>What is taken in step by step finds what is taken in at once.</summary>
    [Fact]
    public void Find_AfterAnyHistory_FindsWhatANewIndexFinds() =>
        Gen.Int[0, 9].Array[1, 25].Sample(steps => CompareAsync(steps).GetAwaiter().GetResult(), iter: 30);

    private static async Task CompareAsync(int[] steps)
    {
        using var fresh = new TemporaryFolder();
        var sessions = new FileSessionStore(fresh.Path, TimeProvider.System, new FileStoreOptions { Sync = SessionSync.Off });
        await using var session = await sessions.OpenOrCreateAsync(Key, default);
        using var index = SqliteSessionIndex.Open(sessions, fresh.Path);
        for (var i = 0; i < steps.Length; i++)
        {
            var last = session.Info.LastId;
            Entry? entry = steps[i] switch
            {
                0 => new ClearEntry(),
                1 when last > 0 => new CorrectionEntry { Corrects = 1 + (i % last), Content = $"garage number {i} corrected" },
                2 when last > 0 => new CorrectionEntry { Corrects = 1 + (i % last), Removed = true },
                3 when last > 0 => Reply($"garage answer {i}") with { Heard = [1 + (i % last)] },
                4 => new NoticeEntry { Content = "a notice" },
                5 => User($"overheard garage {i}") with { Observed = true },
                6 => Reply($"some garage reply {i}"),
                7 => null,
                _ => User($"my garage message {i}"),
            };
            if (entry is null)
                await SessionUndo.AppendAsync(session, "owner", "test", TimeProvider.System, default);
            else
                await session.AppendAsync([entry], default);
            if (i % 2 == 0)
                await FindAsync(index, session, "garage");
        }

        await session.AppendAsync([User("the end")], default);
        using var anew = SqliteSessionIndex.InMemory(sessions);
        foreach (var text in (string[])["garage", "corrected number", "a message about the end"])
        {
            var found = await FindAsync(index, session, text);
            Assert.Equal((await FindAsync(anew, session, text)).Select(hit => (hit.Id, hit.Score, hit.Text)), found.Select(hit => (hit.Id, hit.Score, hit.Text)));
            var standing = SearchableEntry.Of(await session.ReadAllAsync(default)).Where(entry => entry.Standing is EntryVisibility.Standing && entry.Side is not MessageSide.Overheard).Select(entry => entry.Id).ToHashSet();
            Assert.All(found, hit => Assert.Contains(hit.Id, standing));
        }
    }

    private static UserEntry User(string text) => new() { Content = text, At = Start };

    private static AssistantEntry Reply(string text) => new() { Content = text, At = Start };

    private static async Task<IReadOnlyList<RecallHit>> FindAsync(SqliteSessionIndex index, IStoredSession session, string text, string exchange = "", long before = long.MaxValue) =>
        await index.FindAsync(session, new RecallQuery(text, exchange, before, Start, TimeZoneInfo.Utc), default);

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }

    private sealed class NoCatalog : ISessionCatalog
    {
        public ValueTask<SessionListing> ListAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<SessionInfo?> FindAsync(SessionKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<SessionChanges> ChangesSinceAsync(string? cursor, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<SessionContent?> ReadAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
