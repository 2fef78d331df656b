using System.Text;
using CsCheck;
using LurkBot.Entries;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Data.Sqlite;

namespace LurkBot.Tests.Storage;

public sealed class SqliteSessionIndexTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:a:main");
    private static readonly SessionChange Change = new("owner", "test");

    /// <summary>Pieces of texts and of queries: scripts, letter cases, quotes, operators of the index, what C strings cannot hold.</summary>
    private static readonly string[] Pieces =
    [
        "a", "b", "ab", "AB", "Ab", "abc", "code", "Code", " ", "  ", "\n", "\"", "'", "*", "^", ":", "-", "(", ")", "AND", "OR", "NOT", "NEAR(", "+", "%", "_", "\\", ";", ",",
        "你", "好", "你好", "世界", "天气", "привет", "ПРИВЕТ", "ß", "İ", "ı", "ſ", "é", "e\u0301", "Σ", "ς", "😀", "👩‍💻", "𐐀", "𐐨", "مرحبا", "ア", "\0", "\u0001", "\uFFFD", "\uFFFF", "\uD83D", "x\u0001", "0", "4711",
    ];

    private readonly TemporaryFolder home = new();
    private readonly FileSessionStore store;

    public SqliteSessionIndexTests() => store = new FileSessionStore(home.Path, TimeProvider.System);

    private string IndexPath => Path.Combine(home.Path, SqliteSessionIndex.FileName);

    public void Dispose() => home.Dispose();

    [Fact]
    public void Search_AnyTextsAndQuery_FindsWhatAPlainScanFinds() =>
        Gen.Select(Gen.OneOf(Pieces).Array[0, 12].Array[1, 12], Gen.OneOf(Pieces).Array[1, 5].Array[1, 8]).Sample(
            (texts, queries) => CompareAsync(texts.Select(text => string.Concat(text)), queries.Select(query => string.Concat(query))).GetAwaiter().GetResult(),
            iter: 150);

    [Fact]
    public async Task Search_MoreMatchesThanAreLookedAtAtOnce_FindsAllOfThem()
    {
        await SayAsync(Key, [.. Enumerable.Range(0, 1500).Select(i => $"number {i}")]);
        using var index = SqliteSessionIndex.Open(store, home.Path);
        var found = await index.SearchAsync(new SearchQuery("number") { Limit = 2000 }, default);
        Assert.Equal(1500, found.Hits.Count);
        Assert.Equal(1500, found.Hits[0].EntryId);
        found = await index.SearchAsync(new SearchQuery("r 1") { Mode = SearchMode.Exact, Limit = 10 }, default);
        Assert.True(found.HasMore);
        Assert.Equal(10, found.Hits.Count);
    }

    [Fact]
    public async Task Search_RareWord_RanksTheMessageThatIsMostAboutItFirst()
    {
        await SayAsync(Key, "garage " + new string('x', 500), "the garage, the garage", "nothing", "again nothing " + new string('y', 300));
        using var index = SqliteSessionIndex.Open(store, home.Path);
        Assert.Equal([2, 1], (await index.SearchAsync(new SearchQuery("garage"), default)).Hits.Select(hit => hit.EntryId));
    }

    [Fact]
    public async Task Search_AfterEveryKindOfChange_IsNeverWrong()
    {
        var (other, renamed, fork) = (SessionKey.Parse("telegram:1:dm"), SessionKey.Parse("cli:b:main"), SessionKey.Parse("cli:c:main"));
        using var index = SqliteSessionIndex.Open(store, home.Path);
        await SayAsync(Key, "garage one", "garage two");
        await SayAsync(other, "garage three");
        await AssertSameAsync(index, "garage", 3);
        await using (var session = await store.OpenAsync(Key, default))
        {
            await session!.AppendAsync([new ClearEntry()], default);
            await AssertSameAsync(index, "garage", 3);
            Assert.Equal(2, (await index.SearchAsync(new SearchQuery("garage"), default)).Hits.Count(hit => hit.Standing == EntryVisibility.Cleared));
            await SessionUndo.AppendAsync(session, "owner", "test", TimeProvider.System, default);
            await AssertSameAsync(index, "garage", 3);
            await SessionUndo.AppendAsync(session, "owner", "test", TimeProvider.System, default);
            await AssertSameAsync(index, "garage", 3);
            Assert.Equal(EntryVisibility.Undone, (await index.SearchAsync(new SearchQuery("two"), default)).Hits.Single().Standing);
        }

        await store.ForkAsync(Key, null, fork, Change, default);
        await AssertSameAsync(index, "garage", 5);
        await store.RenameAsync(Key, renamed, Change, default);
        await AssertSameAsync(index, "garage", 5);
        await store.ArchiveAsync(renamed, Change, default);
        await AssertSameAsync(index, "garage", 5);
        await store.DeleteAsync(fork, Change, default);
        await AssertSameAsync(index, "garage", 3);
        Assert.Single((await index.SearchAsync(new SearchQuery("garage") { Channel = "telegram" }, default)).Hits);
        Assert.Equal(2, (await index.SearchAsync(new SearchQuery("garage") { Session = renamed }, default)).Hits.Count);
        Assert.Empty((await index.SearchAsync(new SearchQuery("garage") { Since = TimeProvider.System.GetUtcNow().AddMinutes(1) }, default)).Hits);
        Assert.Equal(3, (await index.SearchAsync(new SearchQuery("garage") { Since = TimeProvider.System.GetUtcNow().AddMinutes(-1) }, default)).Hits.Count);
    }

    [Fact]
    public async Task Search_AfterAForeignEditOfTheSameLength_FindsTheNewTextOnly()
    {
        await SayAsync(Key, "garage", "cellar");
        using var index = SqliteSessionIndex.Open(store, home.Path);
        await AssertSameAsync(index, "garage", 1);
        var path = Path.Combine(store.Folder, SessionFileName.For(Key));
        var written = File.GetLastWriteTimeUtc(path);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes.AsSpan(bytes.AsSpan().IndexOf("garage"u8)).Slice(0, 6).Fill((byte)'z');
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            await file.WriteAsync(bytes);
        File.SetLastWriteTimeUtc(path, written);
        await AssertSameAsync(index, "garage", 0);
        await AssertSameAsync(index, "zzzzzz", 1);
        await AssertSameAsync(index, "cellar", 1);
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("garbage")]
    [InlineData("zeros")]
    [InlineData("empty")]
    [InlineData("version")]
    [InlineData("table")]
    public async Task Search_IndexDeletedDamagedOrOfAnotherVersion_IsBuiltAnew(string how)
    {
        await SayAsync(Key, [.. Enumerable.Range(0, 200).Select(i => $"garage {i}")]);
        using (var index = SqliteSessionIndex.Open(store, home.Path))
            await AssertSameAsync(index, "garage", 200);
        switch (how)
        {
            case "deleted":
                File.Delete(IndexPath);
                break;
            case "garbage":
                await File.WriteAllBytesAsync(IndexPath, Encoding.UTF8.GetBytes(new string('!', 10_000)));
                break;
            case "zeros":
                var bytes = await File.ReadAllBytesAsync(IndexPath);
                bytes.AsSpan(4096).Clear();
                await File.WriteAllBytesAsync(IndexPath, bytes);
                break;
            case "empty":
                await File.WriteAllBytesAsync(IndexPath, []);
                break;
            default:
                using (var connection = new SqliteConnection($"Data Source={IndexPath};Pooling=False"))
                {
                    connection.Open();
                    using var command = connection.CreateCommand();
                    command.CommandText = how is "version" ? "PRAGMA user_version = 77" : "DROP TABLE entry";
                    command.ExecuteNonQuery();
                }

                break;
        }

        using var again = SqliteSessionIndex.Open(store, home.Path);
        await AssertSameAsync(again, "garage 19", 12);
    }

    [Fact]
    public async Task Search_DamagedSession_IsNamedAndTheOthersAreFound()
    {
        await SayAsync(Key, "garage");
        await SayAsync(SessionKey.Parse("cli:bad:main"), "garage");
        using var index = SqliteSessionIndex.Open(store, home.Path);
        await AssertSameAsync(index, "garage", 2);
        await File.WriteAllTextAsync(Path.Combine(store.Folder, "cli_bad_main.json"), "no session");
        var found = await index.SearchAsync(new SearchQuery("garage"), default);
        Assert.Equal(Key, Assert.Single(found.Hits).Session);
        Assert.Contains("cli_bad_main.json", Assert.Single(found.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_FromSeveralAtOnceWhileSessionsGrow_NeverFails()
    {
        await using var session = await store.OpenOrCreateAsync(Key, default);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            using var index = SqliteSessionIndex.Open(store, home.Path);
            for (var i = 0; i < 15; i++)
            {
                await SayAsync(SessionKey.Parse($"cli:w{worker}:main"), $"garage {worker} {i}");
                var found = await index.SearchAsync(new SearchQuery($"garage {worker}") { Mode = SearchMode.EveryWord, Limit = 1000, Session = SessionKey.Parse($"cli:w{worker}:main") }, default);
                Assert.Equal(i + 1, found.Hits.Count);
            }
        })));
        using var last = SqliteSessionIndex.Open(store, home.Path);
        await AssertSameAsync(last, "garage", 60);
    }

    [Fact]
    public async Task Statistics_PeopleOfOneName_AreToldApartAndOneWhoChangedTheirsIsOne()
    {
        await using (var session = await store.OpenOrCreateAsync(SessionKey.Parse("telegram:-1:group"), default))
        {
            foreach (var (id, name) in ((string, string)[])[("7", "Ada"), ("8", "Ada"), ("8", "Ada"), ("9", "Bob"), ("9", "Robert")])
                await session.AppendAsync([new UserEntry { At = DateTimeOffset.UnixEpoch, Content = "hi", Sender = new Sender(id, name, Trust.Low) }], default);
        }

        using var index = SqliteSessionIndex.Open(store, home.Path);
        var people = (await index.CountAsync(DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1), default)).ByPerson;
        Assert.Equal([("Ada (telegram:7)", 1), ("Ada (telegram:8)", 2), ("Robert", 2)], people.Select(tally => (tally.Name, tally.Count)).Order());
    }

    [Fact]
    public void Open_FolderInItsPlace_SaysThatTheIndexCannotBeUsed()
    {
        Directory.CreateDirectory(Path.Combine(IndexPath, "full"));
        Assert.Contains("index.db", Assert.Throws<IndexUnavailableException>(() => SqliteSessionIndex.Open(store, home.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_OnlyBlanks_AsksForAWord()
    {
        using var index = SqliteSessionIndex.Open(store, home.Path);
        await Assert.ThrowsAnyAsync<LurkBotException>(() => index.SearchAsync(new SearchQuery(" \t"), default).AsTask());
    }

    private static async Task CompareAsync(IEnumerable<string> texts, IEnumerable<string> queries)
    {
        using var fresh = new TemporaryFolder();
        var sessions = new FileSessionStore(fresh.Path, TimeProvider.System);
        await using (var session = await sessions.OpenOrCreateAsync(Key, default))
            await session.AppendAsync([.. texts.Select(text => (Entry)new UserEntry { Content = text })], default);
        using var index = SqliteSessionIndex.Open(sessions, fresh.Path);
        foreach (var query in queries.Where(query => query.Trim().Length > 0))
        {
            var expected = await new ScanSearch(sessions).SearchAsync(new SearchQuery(query) { Mode = SearchMode.Exact, Limit = 100 }, default);
            var found = await index.SearchAsync(new SearchQuery(query) { Mode = SearchMode.Exact, Limit = 100 }, default);
            Assert.Equal(Shown(expected), Shown(found));
        }
    }

    private async Task AssertSameAsync(SqliteSessionIndex index, string words, int count)
    {
        var query = new SearchQuery(words) { Mode = SearchMode.Exact, Limit = 1000 };
        var found = await index.SearchAsync(query, default);
        Assert.Equal(count, found.Hits.Count);
        Assert.Equal(Shown(await new ScanSearch(store).SearchAsync(query, default)), Shown(found));

        // One word that is a word of its own is found in any mode.
        if (!words.Contains(' ', StringComparison.Ordinal))
            Assert.Equal(count, (await index.SearchAsync(query with { Mode = SearchMode.Relevance }, default)).Hits.Count);
    }

    private static IEnumerable<string> Shown(SearchResult result) =>
        result.Hits.Select(hit => $"{hit.Session} {hit.EntryId} {hit.At:O} {hit.Role} {hit.Who} {hit.Standing} {hit.Snippet.Text} {string.Join(',', hit.Snippet.Matches)}").Order(StringComparer.Ordinal);

    private async Task SayAsync(SessionKey key, params string[] texts)
    {
        await using var session = await store.OpenOrCreateAsync(key, default);
        foreach (var text in texts)
            await session.AppendAsync([new UserEntry { Content = text, At = TimeProvider.System.GetUtcNow() }], default);
    }
}
