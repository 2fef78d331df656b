using System.IO.Compression;
using System.Text;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Erasure;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Erasure;

/// <summary>After an erasure no byte of it is under the home folder: the tests look with a search of their own.</summary>
public sealed class ErasureTests : IDisposable
{
    private const string Secret = "The garage code of my uncle is 4711-0815";
    private const string Output = "whole output with the umbrella combination 99-77-55 in it ";
    private static readonly SessionKey Key = SessionKey.Parse("cli:a:main");
    private static readonly SessionKey Fork = SessionKey.Parse("cli:fork:main");
    private static readonly SessionKey Other = SessionKey.Parse("cli:other:main");
    private static readonly SessionChange Change = new("owner", "test");

    private readonly TemporaryFolder home = new();
    private readonly FileSessionStore store;

    public ErasureTests() => store = new FileSessionStore(home.Path, TimeProvider.System);

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Session_WithCopiesEverywhere_LeavesNothingUnderTheHome()
    {
        await MakeAsync();
        await store.ForkAsync(Key, null, Fork, Change, default);
        await store.ForkAsync(Key, null, SessionKey.Parse("cli:archived:main"), Change, default);
        await store.ArchiveAsync(SessionKey.Parse("cli:archived:main"), Change, default);
        await store.ForkAsync(Key, null, SessionKey.Parse("cli:trashed:main"), Change, default);
        await store.DeleteAsync(SessionKey.Parse("cli:trashed:main"), Change, default);
        Directory.CreateDirectory(Path.Combine(home.Path, "salvage"));
        await File.WriteAllTextAsync(Path.Combine(home.Path, "salvage", "cli_x_main.json.1.torn"), "..." + Secret[..35]);
        await File.WriteAllTextAsync(Path.Combine(store.Folder, ".0123.tmp"), Secret);
        File.SetLastWriteTimeUtc(Path.Combine(store.Folder, ".0123.tmp"), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));
        await SearchAsync("garage");
        Assert.NotEmpty(Holding("4711-0815"));
        Assert.NotEmpty(Holding("umbrella combination"));

        var searched = await EraseAsync(ErasureTarget.OfSession(Key));
        Assert.Empty(searched.Found);
        foreach (var words in (string[])["4711-0815", "garage code", "umbrella combination", "why did they ask"])
            Assert.Empty(Holding(words));
        Assert.Null(await store.OpenAsync(Key, default));
        Assert.Empty(await SearchAsync("garage"));
        Assert.All(store.Verify(null, default), report => Assert.Empty(report.Problems));
        await using var other = await store.OpenAsync(Other, default);
        Assert.Equal(2, (await other!.ReadAllAsync(default)).Count);
        await using var fork = await store.OpenAsync(Fork, default);
        Assert.Equal([1, 2, 3, 4, 5], (await fork!.ReadAllAsync(default)).OfType<TombstoneEntry>().Select(entry => entry.Id));
    }

    [Fact]
    public async Task Entry_TakesItsCopiesAndQuotesAndLeavesTheRest()
    {
        await MakeAsync();
        await store.ForkAsync(Key, null, Fork, Change, default);
        await SearchAsync("garage");
        Assert.Empty((await EraseAsync(ErasureTarget.OfEntry(Key, 1))).Found);
        Assert.Empty(Holding("4711-0815"));
        foreach (var key in (SessionKey[])[Key, Fork])
        {
            await using var session = await store.OpenAsync(key, default);
            var entries = await session!.ReadAllAsync(default);
            Assert.Equal(["tombstone", "tombstone", "AssistantEntry", "ToolEntry", "AssistantEntry"], entries.Take(5).Select(entry => entry is SystemEntry system ? system.Kind : entry.GetType().Name));
            Assert.Equal("", entries[0].Content);
            Assert.Equal(2, session.Info.MessageCount);
        }

        Assert.NotEmpty(Holding("umbrella combination"));
        Assert.All(store.Verify(null, default), report => Assert.Empty(report.Problems));
    }

    [Fact]
    public async Task Entry_ThatOthersSaidToo_TakesNothingFromThem()
    {
        var (one, two) = (SessionKey.Parse("cli:one:main"), SessionKey.Parse("cli:two:main"));
        const string Url = "https://example.org/a/long/address/of/an/issue/12345";
        foreach (var key in (SessionKey[])[one, two])
            await SayAsync(key, new UserEntry { Content = "continue" }, new UserEntry { Content = "see " + Url }, new AssistantEntry { Content = "I saw " + Url }, new UserEntry { Content = "again " + Url });
        Directory.CreateDirectory(Path.Combine(home.Path, "salvage"));
        await File.WriteAllTextAsync(Path.Combine(home.Path, "salvage", "cli_else_main.json.1.damaged"), "they continued walking");
        await File.WriteAllTextAsync(Path.Combine(store.Folder, ".0123.tmp"), "I saw " + Url);
        await EraseAsync(ErasureTarget.OfEntry(one, 1));
        await EraseAsync(ErasureTarget.OfEntry(one, 3));
        await using var session = await store.OpenAsync(one, default);
        Assert.Equal([1, 3], (await session!.ReadAllAsync(default)).OfType<SystemEntry>().Select(entry => entry.Id));
        await using var other = await store.OpenAsync(two, default);
        Assert.Equal(4, other!.Info.MessageCount);
        Assert.Single(Directory.GetFiles(Path.Combine(home.Path, "salvage")));
        Assert.True(File.Exists(Path.Combine(store.Folder, ".0123.tmp")));
    }

    [Fact]
    public async Task Entry_TakenBackOrBeforeAClear_BringsNothingBack()
    {
        await SayAsync(Key, new UserEntry { Content = "first question" }, new AssistantEntry { Content = "first answer" });
        await SayAsync(Key, new UserEntry { Content = "second question" }, new AssistantEntry { Content = "second answer" });
        await using var session = await store.OpenAsync(Key, default);
        await SessionUndo.AppendAsync(session!, "owner", "test", TimeProvider.System, default);
        await EraseAsync(ErasureTarget.OfEntry(Key, 3));
        Assert.Equal(["first question", "first answer"], EffectiveHistory.Visible(await session!.ReadAllAsync(default)).Where(entry => entry.IsMessage).Select(entry => entry.Content));
        await session.AppendAsync([new ClearEntry()], default);
        var clear = session.Info.LastId;
        Assert.Empty((await new ErasurePlanner(store).PlanAsync(ErasureTarget.OfEntry(Key, clear), Change, default)).Steps);
        await SessionUndo.AppendAsync(session, "owner", "test", TimeProvider.System, default);
        Assert.Equal(1, (await SessionUndo.AppendAsync(session, "owner", "test", TimeProvider.System, default))!.Id);
    }

    [Fact]
    public async Task Entry_WithABlob_DestroysTheBlobToo()
    {
        await MakeAsync();
        Assert.Empty((await EraseAsync(ErasureTarget.OfEntry(Key, 4))).Found);
        Assert.Empty(Holding("umbrella combination"));
        Assert.NotEmpty(Holding("4711-0815"));
        Assert.False(Directory.Exists(Path.Combine(home.Path, "blobs")) && Directory.EnumerateFiles(Path.Combine(home.Path, "blobs"), "*", SearchOption.AllDirectories).Any());
    }

    [Fact]
    public async Task Person_InAGroupAndADirectChat_LosesTheirWordsAndTheirChat()
    {
        var (group, direct, summarized) = (SessionKey.Parse("telegram:-7:group"), SessionKey.Parse("telegram:5:dm"), SessionKey.Parse("telegram:-8:group"));
        var (ann, ben) = (new Sender("5", "Ann", Trust.Low), new Sender("6", "Ben", Trust.Low));
        await SayAsync(group, new UserEntry { Content = "Ann's address is Elm Street 44b, Springfield", Sender = ann }, new UserEntry { Content = "Ben's answer to that", Sender = ben }, new AssistantEntry { Content = "So: Ann's address is Elm Street 44b, Springfield." });
        await SayAsync(direct, new UserEntry { Content = "only between us", Sender = ann }, new AssistantEntry { Content = "of course, dear friend of mine" });
        await SayAsync(summarized, new UserEntry { Content = "something quite long enough to see", Sender = ann }, new UserEntry { Content = "and Ben again", Sender = ben }, new SummaryEntry { Content = "A told B.", Covers = new EntryRange(1, 2) });
        await SearchAsync("Springfield");

        Assert.Empty((await EraseAsync(ErasureTarget.OfPerson("5", null))).Found);
        foreach (var words in (string[])["Elm Street", "only between us", "of course, dear", "quite long enough", "A told B."])
            Assert.Empty(Holding(words));
        Assert.NotEmpty(Holding("Ben's answer"));
        Assert.NotEmpty(Holding("and Ben again"));
        Assert.Null(await store.OpenAsync(direct, default));
        await using var session = await store.OpenAsync(group, default);
        Assert.Equal(1, session!.Info.MessageCount);
    }

    [Fact]
    public async Task Person_OnTwoChannels_IsAskedFor()
    {
        await SayAsync(SessionKey.Parse("telegram:-7:group"), new UserEntry { Content = "one", Sender = new Sender("5", "Ann", Trust.Low) });
        await SayAsync(SessionKey.Parse("discord:9:group"), new UserEntry { Content = "two", Sender = new Sender("5", "Eve", Trust.Low) });
        var error = await Assert.ThrowsAsync<LurkBotException>(() => new ErasurePlanner(store).PlanAsync(ErasureTarget.OfPerson("5", null), Change, default));
        Assert.Contains("discord:5", error.Message, StringComparison.Ordinal);
        Assert.Single((await new ErasurePlanner(store).PlanAsync(ErasureTarget.OfPerson("5", "telegram"), Change, default)).Steps);
    }

    [Fact]
    public async Task Session_InTheArchiveOrTrashOnly_IsFoundAndErased()
    {
        await MakeAsync();
        await store.ArchiveAsync(Key, Change, default);
        await EraseAsync(ErasureTarget.OfEntry(Key, 1));
        Assert.Empty(Holding("4711-0815"));
        Assert.NotEmpty(Holding("umbrella combination"));
        await store.DeleteAsync(Key, Change, default);
        await EraseAsync(ErasureTarget.OfSession(Key));
        Assert.Empty(Holding("umbrella combination"));
        Assert.Empty(Directory.GetFiles(store.TrashFolder));
    }

    [Theory]
    [InlineData("flip")]
    [InlineData("cut")]
    public async Task Session_Damaged_IsErasedAllTheSame(string how)
    {
        await MakeAsync();
        var path = Path.Combine(store.Folder, SessionFileName.For(Key));
        var bytes = await File.ReadAllBytesAsync(path);
        if (how is "flip")
            bytes.AsSpan(bytes.AsSpan().IndexOf("\"role\""u8), 6).Fill((byte)'#');
        await File.WriteAllBytesAsync(path, how is "cut" ? [.. bytes[..(bytes.Length / 2)], .. "\n}"u8] : bytes);
        await EraseAsync(ErasureTarget.OfSession(Key));
        Assert.Empty(Holding("4711-0815"));
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Session_InUse_IsBusyAndCanBeErasedAfterwards()
    {
        await MakeAsync();
        await store.ForkAsync(Key, null, Fork, Change, default);
        await using var session = await store.OpenAsync(Key, default);
        var hold = await session!.TakeTurnAsync(new TurnLeaseRequest("somebody", TimeSpan.Zero), default);
        await Assert.ThrowsAsync<SessionBusyException>(() => EraseAsync(ErasureTarget.OfSession(Key)));
        await hold.DisposeAsync();
        Assert.Empty((await EraseAsync(ErasureTarget.OfSession(Key))).Found);
        Assert.Empty(Holding("4711-0815"));
        await Assert.ThrowsAsync<LurkBotException>(() => session.AppendAsync([new UserEntry { Content = "late" }], default).AsTask());
    }

    [Fact]
    public async Task Search_AfterwardsWithSomeLeftInAStrangeFile_NamesIt()
    {
        await MakeAsync();
        await using (var packed = new GZipStream(File.Create(Path.Combine(home.Path, "mine.gz")), CompressionLevel.Optimal))
            await packed.WriteAsync(Encoding.UTF8.GetBytes(new string('.', 5000) + Secret));
        await File.WriteAllTextAsync(Path.Combine(home.Path, "notes.txt"), "PS: " + Secret);
        Assert.Equal(["mine.gz", "notes.txt"], (await EraseAsync(ErasureTarget.OfSession(Key))).Found.Order(StringComparer.Ordinal));
    }

    private async Task MakeAsync()
    {
        await using var session = await store.OpenOrCreateAsync(Key, default);
        var blob = await session.PutBlobAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Output, 400))), default);
        await session.AppendAsync(
            [
                new UserEntry { Content = Secret, Sender = new Sender("owner", "Owner", Trust.Full), At = TimeProvider.System.GetUtcNow() },
                new AssistantEntry { Content = $"Noted: “{Secret}”.", Reasoning = "why did they ask me to keep this?", At = TimeProvider.System.GetUtcNow() },
                new AssistantEntry { ToolCalls = [new ToolCall("c", "t", """{"path":"x"}""")], At = TimeProvider.System.GetUtcNow() },
                new ToolEntry { ToolCallId = "c", Name = "t", Content = "short: " + Output, Blob = blob, At = TimeProvider.System.GetUtcNow() },
                new AssistantEntry { Content = "Done with it.", At = TimeProvider.System.GetUtcNow() },
            ],
            default);
        await SayAsync(Other, new UserEntry { Content = "something else" }, new AssistantEntry { Content = "indeed" });
    }

    private async Task SayAsync(SessionKey key, params Entry[] entries)
    {
        await using var session = await store.OpenOrCreateAsync(key, default);
        await session.AppendAsync(entries, default);
    }

    [Fact]
    public async Task Reply_ThatAnswered_LeavesItsMessageAnswered()
    {
        using (var process = new Turns.TestProcess(home.Path, new Turns.ScriptedModel()) { Key = Key })
            await process.SayAsync("hello");
        await EraseAsync(ErasureTarget.OfEntry(Key, 2));
        var model = new Turns.ScriptedModel();
        using var next = new Turns.TestProcess(home.Path, model) { Key = Key };
        Assert.Equal([1], Assert.Single((await next.ReadAsync()).OfType<TombstoneEntry>()).Answers);
        Assert.Equal(TurnState.Empty, await next.StateAsync());
        await next.RunAsync();
        Assert.Empty(model.Requests);
    }

    [Fact]
    public async Task Blob_OfWhichAnotherCopyOfTheSessionStillSpeaks_Stays()
    {
        string hash;
        await using (var session = await store.OpenOrCreateAsync(Key, default))
        {
            hash = await session.PutBlobAsync(Encoding.UTF8.GetBytes(Output), default);
            await session.AppendAsync([new UserEntry { Content = Secret }, new ToolEntry { Name = "bash", ToolCallId = "c", Content = "short", Blob = hash }], default);
        }

        // The same session in the trash, as it was before it spoke of the blob once more.
        var path = Path.Combine(store.Folder, "cli_a_main.json");
        var document = await File.ReadAllBytesAsync(path);
        await store.DeleteAsync(Key, Change, default);
        await File.WriteAllBytesAsync(path, document);
        await using (var session = await store.OpenAsync(Key, default))
            await session!.AppendAsync([new ToolEntry { Name = "bash", ToolCallId = "d", Content = "another", Blob = hash }], default);
        await EraseAsync(ErasureTarget.OfEntry(Key, 2));
        await using var left = await store.OpenAsync(Key, default);
        Assert.NotNull(await left!.ReadBlobAsync(hash, default));
    }

    private async Task<IReadOnlyList<SearchHit>> SearchAsync(string words)
    {
        using var index = SqliteSessionIndex.Open(store, home.Path);
        return (await index.SearchAsync(new SearchQuery(words), default)).Hits;
    }

    private async Task<TextSearchResult> EraseAsync(ErasureTarget target)
    {
        var plan = await new ErasurePlanner(store).PlanAsync(target, Change, default);
        foreach (var textStore in (IErasable[])[new SalvageErasable(home.Path, TimeProvider.System), new LedgerErasable(home.Path, TimeProvider.System), new SessionErasable(store, TimeProvider.System), new SearchIndexErasable(home.Path)])
            await textStore.EraseAsync(plan, default);
        return new TextSearch(home.Path).Run(plan.Text, null, default);
    }

    /// <summary>Files that hold some words, unpacked ones too.</summary>
    private List<string> Holding(string words) =>
        [.. Directory.GetFiles(home.Path, "*", SearchOption.AllDirectories).Where(path => Read(path).AsSpan().IndexOf(Encoding.UTF8.GetBytes(words)) >= 0)];

    private static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        if (path.EndsWith(".gz", StringComparison.Ordinal))
        {
            using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            unpacked.CopyTo(bytes);
        }
        else
        {
            file.CopyTo(bytes);
        }

        return bytes.ToArray();
    }
}
