using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Tests.Storage;

/// <summary>What happens to session files at moments that are rarely seen: recorded from a real process, or made on a real disk.</summary>
public sealed class DurableFileTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:shared:main");
    private static readonly SessionChange Change = new("owner", "test");

    private readonly TemporaryFolder home = new();

    private FileSessionStore Store => new(home.Path, TimeProvider.System);

    private string Document => Path.Combine(home.Path, "sessions", SessionFileName.For(Key));

    public void Dispose() => home.Dispose();

    /// <summary>Accepts a message in the middle of a turn and answers it, as another process of a test, and ends without giving the session back.</summary>
    internal static async Task<int> AcceptInTurnAsync(string home)
    {
        var store = new FileSessionStore(home, TimeProvider.System, new FileStoreOptions { Sync = SessionSync.Turn });
        var session = await store.OpenOrCreateAsync(Key, default);
        var lease = await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        await session.AppendAsync(lease, [new AssistantEntry { Content = "a step" }], default);
        var accepted = await new SessionInbox(store, TimeProvider.System).AcceptAsync(session, new InboundMessage(Key, "hello", new Sender("owner", "Ann", Trust.Full), ReplyAddress.Cli), default);
        await session.AppendAsync(lease, [new AssistantEntry { Content = "another step", Heard = [accepted.Entry.Id] }], default);
        await session.AppendAsync(lease, [new AssistantEntry { Content = "the end", Answers = [accepted.Entry.Id] }], default);
        Environment.Exit(0);
        return 0;
    }

    [Fact]
    public async Task Invariant01_AcceptAndEndOfATurn_AreSyncedWhenTurnsAreSyncedOnce() =>
        Assert.Equal(2, (await RecordAsync("trace=fdatasync", ["--accept-in-turn", home.Path])).Count(line => line.Contains("cli_shared_main.json", StringComparison.Ordinal)));

    [Fact]
    public async Task Invariant01_NewFile_IsSyncedBeforeItHasItsName()
    {
        var calls = await RecordAsync("trace=fsync,fdatasync,link,linkat,rename,renameat,renameat2", ["--append", home.Path, Key.ToString(), "1", "10"]);
        var named = calls.FindIndex(line => line.Contains("link", StringComparison.Ordinal) && line.Contains("cli_shared_main.json\"", StringComparison.Ordinal));
        var synced = calls.FindIndex(line => line.Contains("sync(", StringComparison.Ordinal) && line.Contains(".tmp>", StringComparison.Ordinal));
        var folder = calls.FindIndex(named + 1, line => line.Contains("sync(", StringComparison.Ordinal) && line.Contains("/sessions>", StringComparison.Ordinal));
        Assert.True(synced >= 0 && synced < named && named < folder, string.Join('\n', calls));
    }

    [Fact]
    public async Task Invariant06_DamageInTheMiddleAndATornEnd_IsReportedAndNothingIsCutOff()
    {
        await using (var session = await Store.OpenOrCreateAsync(Key, default))
            await session.AppendAsync([new UserEntry { Content = "one" }, new UserEntry { Content = "two" }, new UserEntry { Content = "three" }], default);
        var text = await File.ReadAllTextAsync(Document);
        var torn = text.Replace("\"content\":\"two\"", "\"content\":\"two", StringComparison.Ordinal)[..^20];
        await File.WriteAllTextAsync(Document, torn);
        Assert.Contains("damaged after entry 1", (await Assert.ThrowsAsync<SessionDamagedException>(async () => await Store.OpenAsync(Key, default))).Message, StringComparison.Ordinal);
        Assert.Equal(torn, await File.ReadAllTextAsync(Document));
    }

    [Theory]
    [InlineData("\"messages\":1:[],\"messages\":[")]
    [InlineData("\"x\":1},\"messages\":[")]
    public async Task Invariant06_FirstLineThatIsNotTheBeginningOfADocument_IsReportedAndLeftAlone(string end)
    {
        await using (var session = await Store.OpenOrCreateAsync(Key, default))
            await session.AppendAsync([new UserEntry { Content = "one" }], default);
        var edited = (await File.ReadAllTextAsync(Document)).Replace("\"messages\":[", end, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Document, edited);
        Assert.Single((await Store.ListAsync(default)).Problems);
        await Assert.ThrowsAsync<SessionDamagedException>(async () => await Store.OpenAsync(Key, default));
        Assert.Equal(edited, await File.ReadAllTextAsync(Document));
    }

    /// <summary>A field's name that is half a character: the listing reads such lines on threads of its own, where an error ends the process.</summary>
    [Fact]
    public async Task Invariant06_LastLineWithHalfACharacterInAName_IsListedOrReported()
    {
        await using (var session = await Store.OpenOrCreateAsync(Key, default))
            await session.AppendAsync([new UserEntry { Content = "one" }], default);
        await File.WriteAllTextAsync(Document, (await File.ReadAllTextAsync(Document)).Replace("{\"id\":1,", "{\"\\ud800\":0,\"id\":1,", StringComparison.Ordinal));
        var listing = await Store.ListAsync(default);
        Assert.Equal(1, listing.Sessions.Count + listing.Problems.Count);
    }

    [Theory]
    [InlineData("\"pending\":[1],\"home\":\"", "\"pending\":[],\"was\":\"", 1)]
    [InlineData("\"pending\":[]", "\"pending\":[1]", 0)]
    public async Task Invariant01_TrailerEditedByHand_TheEntriesSayWhatIsPending(string written, string edited, int pending)
    {
        using (var process = new Turns.TestProcess(home.Path, new Turns.ScriptedModel()) { Key = Key })
        {
            await process.AcceptAsync("hello");
            if (pending == 0)
                await process.RunAsync();
        }

        var text = await File.ReadAllTextAsync(Document);
        Assert.Contains(written, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Document, text.Replace(written, edited, StringComparison.Ordinal));
        var model = new Turns.ScriptedModel();
        using (var process = new Turns.TestProcess(home.Path, model) { Key = Key })
            await process.RunAsync();
        Assert.Equal(pending, model.Requests.Count);
        await using var session = await Store.OpenAsync(Key, default);
        Assert.Single((await session!.ReadAllAsync(default)).OfType<AssistantEntry>(), reply => reply.Answers.Contains(1));
    }

    [Fact]
    public async Task Invariant01_MessageThatWaits_IsNeitherArchivedNorAnsweredInACopy()
    {
        using (var process = new Turns.TestProcess(home.Path, new Turns.ScriptedModel()) { Key = Key })
            await process.AcceptAsync("hello");
        var before = await File.ReadAllTextAsync(Document);
        Assert.Contains("waits for an answer", (await Assert.ThrowsAsync<LurkBotException>(async () => await Store.ArchiveAsync(Key, Change, default))).Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(Document));

        var fork = SessionKey.Parse("cli:fork:main");
        await Store.ForkAsync(Key, null, fork, Change, default);
        await using (var copy = await Store.OpenAsync(fork, default))
        {
            Assert.Equal(TurnState.Empty, copy!.Info.Turns);
            Assert.Single((await copy.ReadAllAsync(default)).OfType<NoticeEntry>(), end => end.Fate == TurnFate.Cancelled && end.Answers is [1]);
        }

        await using var original = await Store.OpenAsync(Key, default);
        Assert.Equal([1], original!.Info.Turns!.Pending);
    }

    private async Task<List<string>> RecordAsync(string calls, string[] arguments)
    {
        var trace = Path.Combine(home.Path, "trace");
        using var process = ChildProcess.Start("strace", ["-f", "-y", "-qq", "-s", "300", "-e", calls, "-o", trace, "dotnet", ChildProcess.Suite, .. arguments]);
        var (code, _, error) = await process.FinishAsync();
        Assert.True(code == 0, error);
        return [.. await File.ReadAllLinesAsync(trace)];
    }
}
