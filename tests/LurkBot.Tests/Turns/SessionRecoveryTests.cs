using LurkBot.Entries;
using LurkBot.Erasure;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Turns;

/// <summary>What the next process makes of a session that another one left: killed, copied, or too late.</summary>
public sealed partial class SessionRecoveryTests : IDisposable
{
    private const string Head = """{"key":"cli:p:main","type":"main","channel":"cli","chat_id":"p","created_at":"2026-11-28T10:00:00Z","format":1,"id":"0198c0de-0000-7000-8000-000000000001","messages":[""";
    private const string Home = "0123456789abcdef";
    private static readonly SessionChange Change = new("owner", "test");
    private static readonly ReplyAddress Telegram = new("telegram:7");

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(
        """{"id":1,"at":"2026-11-28T10:00:01Z","turn":1,"role":"user","content":"old"}""",
        """{"id":2,"at":"2026-11-28T10:00:02Z","turn":1,"role":"assistant","content":"","tool_calls":[{"id":"c1","name":"bash","arguments":{"command":"ls"}}],"model":"m"}""",
        "")]
    [InlineData(
        """{"id":1,"at":"2026-11-28T10:00:01Z","turn":1,"role":"user","content":"old","accepted":"0123456789abcdef"}""",
        """{"id":2,"at":"2026-11-28T10:00:02Z","turn":1,"role":"assistant","content":"","tool_calls":[{"id":"c1","name":"bash","arguments":{"command":"ls"}}],"model":"m","heard":[1]}""",
        ""","pending":[],"open":[{"turn":1,"heard":[1]}]""")]
    public async Task Run_OpenCallAndAMessageAfterIt_ClosesTheRightTurnAndAnswersTheMessage(string question, string call, string turns)
    {
        await WriteAsync(turns, question, call);
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model);
        var id = await process.AcceptAsync("untouched");
        var result = Assert.Single((await process.RunAsync(id)).OfType<TurnUpdate.Ended>()).Result;
        Assert.Equal((TurnFate.Answered, "reply 1"), (result.Fate, result.Reply));
        var entries = await process.ReadAsync();
        Assert.Equal((1L, "c1", true), entries.OfType<ToolEntry>().Select(entry => (entry.Turn, entry.ToolCallId, entry.Error)).Single());
        Assert.Equal((1L, "interrupted"), entries.OfType<NoticeEntry>().Select(entry => (entry.Turn, entry.Reason)).Single());
        Assert.Equal((id, TurnFate.Answered), ((await process.FatesAsync()).Last().Key, (await process.FatesAsync()).Last().Value));
        Assert.Equal(TurnState.Empty, await process.StateAsync());
        Assert.Equal("user|text old assistant|call c1 bash command=ls tool|result c1 Interrupted: the call was not finished. user|text untouched", string.Join(' ', model.Requests[0]));
        Assert.Empty(process.Ran);
    }

    [Fact]
    public async Task Run_KilledTurnOfAPlatform_GoesOnWithItsResults()
    {
        await MakeOpenTurnAsync(Telegram);
        var model = new ScriptedModel((_, _, _) => ScriptedModel.Text("done"));
        using var process = new TestProcess(home.Path, model);
        Assert.Equal((TurnFate.Answered, "done"), (await process.RunAsync()).OfType<TurnUpdate.Ended>().Select(ended => (ended.Result.Fate, ended.Result.Reply)).Single());
        Assert.Equal(["user|text go", "assistant|call c1 bash command=a|call c2 bash command=b", "tool|result c1 ran a|result c2 Interrupted: the call may have run."], Assert.Single(model.Requests));
        Assert.Empty(process.Ran);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task Run_KilledTurnOfAnotherDoor_LeavesItToThatDoor()
    {
        await MakeOpenTurnAsync(Telegram);
        var model = new ScriptedModel();
        using var terminal = new TestProcess(home.Path, model, options: new SessionRunnerOptions());
        var id = await terminal.AcceptAsync("hello");
        await terminal.RunAsync(id);
        Assert.Equal(new Dictionary<long, TurnFate> { [id] = TurnFate.Answered }, await terminal.FatesAsync());
        Assert.Equal("user|text go assistant|call c1 bash command=a|call c2 bash command=b tool|result c1 ran a|result c2 Interrupted: the call was not finished. user|text hello", string.Join(' ', model.Requests[0]));
        using var gateway = new TestProcess(home.Path, model);
        await gateway.RunAsync();
        Assert.Equal(TurnFate.Answered, (await gateway.FatesAsync())[1]);
        Assert.Equal("user|text go assistant|call c1 bash command=a|call c2 bash command=b tool|result c1 ran a|result c2 Interrupted: the call may have run.", string.Join(' ', model.Requests[1]));
        Assert.Equal(TurnState.Empty, await gateway.StateAsync());
    }

    [Fact]
    public async Task Run_KilledTurnOfTheTerminal_EndsAsInterrupted()
    {
        await MakeOpenTurnAsync(ReplyAddress.Cli);
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model);
        var updates = await process.RunAsync();
        var interrupted = Assert.Single(updates.OfType<TurnUpdate.Interrupted>());
        Assert.Equal(("go", true), (Assert.Single(interrupted.Messages).Content, interrupted.IsLast));
        var notice = Assert.IsType<NoticeEntry>((await process.ReadAsync())[^1]);
        Assert.Equal((TurnFate.Failed, "interrupted", "1"), (notice.Fate, notice.Reason, string.Join(' ', notice.Answers)));
        Assert.Empty(model.Requests);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task Run_KilledTurnBeforeAnotherMessage_IsNotTheLast()
    {
        await MakeOpenTurnAsync(ReplyAddress.Cli);
        using var process = new TestProcess(home.Path, new ScriptedModel());
        Assert.False(Assert.Single((await process.SayAsync("next")).OfType<TurnUpdate.Interrupted>()).IsLast);
    }

    [Theory]
    [InlineData(""","pending":[1]""", "a1 a4")] // answered already
    [InlineData(""","pending":[2]""", "a1 a4")] // a reply
    [InlineData(""","pending":[99]""", "a1 a4")] // there is no such entry
    [InlineData(""","pending":[]""", "a1 a4")] // forgotten
    [InlineData(""","pending":[3],"open":[{"turn":1,"heard":[1]}]""", "a1 a4")] // ended already
    [InlineData(""","pending":[3]""", "a1 a4")] // right
    public async Task Run_TrailerWasEditedWrong_AnswersEachMessageOnce(string turns, string expected)
    {
        await WriteAsync(
            turns,
            """{"id":1,"at":"2026-11-28T10:00:01Z","turn":1,"role":"user","content":"old","accepted":"0123456789abcdef"}""",
            """{"id":2,"at":"2026-11-28T10:00:02Z","turn":1,"role":"assistant","content":"said","model":"m","heard":[1],"answers":[1]}""",
            $$"""{"id":3,"at":"{{TimeProvider.System.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}}","turn":3,"role":"user","content":"waits","accepted":"0123456789abcdef"}""");
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model);
        await process.RunAsync();
        Assert.Equal("user|text old assistant|text said user|text waits", string.Join(' ', Assert.Single(model.Requests)));
        var entries = await process.ReadAsync();
        Assert.Equal(expected, string.Join(' ', entries.OfType<AssistantEntry>().Select(entry => $"a{(entry.Id == 2 ? 1 : entry.Id)}")));
        Assert.Equal(TurnState.Empty, await process.StateAsync());
        Assert.NotNull(await FreshTurnsAsync());
    }

    [Theory]
    [InlineData(""","home":"0123456789abcdef","pending":[1]""", false)]
    [InlineData(""","pending":[]""", true)]
    public async Task Repair_TrailerNamesAMessageThatHasAnAnswer_IsFoundAndMended(string turns, bool isSound)
    {
        await WriteAsync(
            turns,
            """{"id":1,"at":"2026-11-28T10:00:01Z","turn":1,"role":"user","content":"old","accepted":"0123456789abcdef"}""",
            """{"id":2,"at":"2026-11-28T10:00:02Z","turn":1,"role":"assistant","content":"said","model":"m","heard":[1],"answers":[1]}""");
        var store = new FileSessionStore(home.Path, TimeProvider.System);
        var reports = store.Verify(null, default).Where(report => report.Problems.Count > 0).ToList();
        Assert.Equal(isSound, reports.Count == 0);
        foreach (var report in reports)
            store.Repair(report, Change);
        Assert.Equal(TurnState.Empty, await FreshTurnsAsync());
        Assert.DoesNotContain(store.Verify(null, default), report => report.Problems.Count > 0);
    }

    [Fact]
    public async Task Run_MessageOfACopiedSessionAndThenAnOwnOne_EndsTheFirstAndAnswersTheSecond()
    {
        using var process = new TestProcess(home.Path, new ScriptedModel());
        await using (var session = await process.OpenAsync())
            await session.AppendAsync([new UserEntry { Content = "copied", Accepted = "another home", At = TimeProvider.System.GetUtcNow() }], default);
        var own = await process.AcceptAsync("mine");
        await process.RunAsync();
        Assert.Equal(new Dictionary<long, TurnFate> { [1] = TurnFate.Cancelled, [own] = TurnFate.Answered }, await process.FatesAsync());
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task Run_DoorCannotBeginATurn_LeavesMessagesOfOtherDoorsPending()
    {
        using var process = new TestProcess(home.Path, new ScriptedModel());
        using var other = new TestProcess(home.Path, new ScriptedModel());
        var theirs = await other.AcceptAsync("theirs");
        var own = await process.AcceptAsync("mine");
        process.OnPrepare = _ => throw new LurkBotException("No key.");
        await process.RunAsync(own);
        Assert.Equal(new Dictionary<long, TurnFate> { [own] = TurnFate.Refused }, await process.FatesAsync());
        await other.RunAsync();
        Assert.Equal(TurnFate.Answered, (await process.FatesAsync())[theirs]);
    }

    [Fact]
    public async Task AppendByTurn_NewerLeaseExists_IsRefused()
    {
        using var process = new TestProcess(home.Path, new ScriptedModel());
        var id = await process.AcceptAsync("mine");
        await using var session = await process.OpenAsync();
        await using var lease = await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
        KilledLease.Leave(process, [id], attempt: 1);
        await Assert.ThrowsAsync<StaleLeaseException>(() => session.AppendAsync(lease, [new NoticeEntry { Turn = id, Content = "end", Fate = TurnFate.Failed, Answers = [id] }], default).AsTask());
        Assert.Equal([id], (await process.StateAsync()).Pending);
    }

    [Fact]
    public async Task TakeTurn_LeaseThatTookNothing_LeavesWhatAKilledProcessLeft()
    {
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model);
        var id = await process.AcceptAsync("deadly");
        KilledLease.Leave(process, [id], attempt: 3);
        await using (var session = await process.OpenAsync())
            await (await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default)).DisposeAsync();
        await process.RunAsync();
        Assert.Equal(TurnFate.Failed, (await process.FatesAsync())[id]);
        Assert.Empty(model.Requests);
    }

    [Fact]
    public async Task Run_MessageWaitedForTooLong_EndsAsFailed()
    {
        var time = new ShiftedTime();
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model, time: time);
        var old = await process.AcceptAsync("old");
        time.Advance(TimeSpan.FromHours(23));
        var young = await process.AcceptAsync("young");
        time.Advance(TimeSpan.FromHours(2));
        await process.RunAsync();
        var fates = await process.FatesAsync();
        Assert.Equal((TurnFate.Failed, TurnFate.Answered), (fates[old], fates[young]));
        Assert.Equal(["user|text young"], Assert.Single(model.Requests));
    }

    [Fact]
    public async Task Run_MessageOfAnotherHome_IsCancelled()
    {
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model);
        await using (var session = await process.OpenAsync())
            await session.AppendOnceAsync(new UserEntry { Content = "elsewhere", Accepted = "another", At = TimeProvider.System.GetUtcNow() }, default);
        await process.RunAsync();
        Assert.Equal(TurnFate.Cancelled, (await process.FatesAsync())[1]);
        Assert.Empty(model.Requests);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task Clear_KeepsWhatIsPending_UndoAndEraseEndIt()
    {
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model, QueueMode.Queue);
        await process.SayAsync("before");
        foreach (var text in (string[])["kept", "erased", "undone"])
            await process.AcceptAsync(text);
        await using (var session = await process.OpenAsync())
        {
            await session.AppendAsync([new ClearEntry()], default);
            Assert.Equal([3, 4, 5], (await process.StateAsync()).Pending);
            Assert.Equal("undone", (await SessionUndo.AppendAsync(session, "owner", "test", TimeProvider.System, default))?.Content);
        }

        Assert.Equal([3, 4], (await process.StateAsync()).Pending);
        await new SessionErasable(process.Store, TimeProvider.System).EraseAsync(await new ErasurePlanner(process.Store).PlanAsync(ErasureTarget.OfEntry(process.Key, 4), Change, default), default);
        Assert.Equal([3], (await process.StateAsync()).Pending);
        await process.RunAsync();
        Assert.Equal(["user|text kept"], model.Requests[^1]);
        Assert.Equal(2, model.Requests.Count);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task Copies_HaveNothingPendingOrOpen()
    {
        await MakeOpenTurnAsync(Telegram);
        using var process = new TestProcess(home.Path, new ScriptedModel());
        var waiting = await process.AcceptAsync("waits");
        var before = await process.StateAsync();
        Assert.Equal((1, waiting), (before.Open.Count, Assert.Single(before.Pending)));
        await Assert.ThrowsAsync<LurkBotException>(() => process.Store.ArchiveAsync(process.Key, Change, default).AsTask());

        var fork = SessionKey.Parse("cli:fork:main");
        await process.Store.ForkAsync(process.Key, null, fork, Change, default);
        await AssertEndedAsync(process.Store, fork);

        var import = SessionKey.Parse("cli:import:main");
        Assert.True(await process.Store.CreateAsync(new NewSession(import, DateTimeOffset.UnixEpoch, await process.ReadAsync()), default));
        await AssertEndedAsync(process.Store, import);

        using var elsewhere = new TemporaryFolder();
        var backup = new MemoryStream();
        await new HomeBackup(process.Store).WriteAsync(backup, default);
        backup.Position = 0;
        var other = new FileSessionStore(elsewhere.Path, TimeProvider.System);
        await new HomeBackup(other).ReadAsync(backup, default);
        await AssertEndedAsync(other, process.Key);

        Assert.Equal(before, await process.StateAsync());
        await process.Store.DeleteAsync(process.Key, Change, default);
        Assert.True(await process.Store.RestoreAsync(process.Key, Change, default));
        await AssertEndedAsync(process.Store, process.Key);
        Assert.All((await process.ReadAsync()).OfType<NoticeEntry>(), notice => Assert.Contains("the session was deleted", notice.Content, StringComparison.Ordinal));
    }

    public static TheoryData<int> Rooms => [.. Enumerable.Range(0, 6)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public async Task Invariant01_DiskFullAtEachAppend_MessageHasOneFateInTheEnd(int room)
    {
        var left = room;
        ScriptedModel Model() => new((messages, _, _) => messages.Any(message => message.Role == ChatRole.Tool) ? ScriptedModel.Text("done") : ScriptedModel.Calls(("c1", "ls")));
        using (var process = new TestProcess(home.Path, Model(), QueueMode.Queue) { Wrap = session => new FullDisk(session, () => Interlocked.Decrement(ref left) >= 0) })
        {
            try
            {
                await process.AcceptAsync("one");
                await process.AcceptAsync("two");
                await process.RunAsync().WaitAsync(TimeSpan.FromSeconds(20));
            }
            catch (LurkBotException)
            {
                // What was accepted is there; the rest is seen below.
            }
        }

        using var later = new TestProcess(home.Path, Model(), QueueMode.Queue);
        await later.RunAsync().WaitAsync(TimeSpan.FromSeconds(20));
        var entries = await later.ReadAsync();
        var messages = entries.OfType<UserEntry>().Select(message => message.Id).ToList();
        Assert.Equal(Math.Min(room, 2), messages.Count);
        Assert.All(messages, id => Assert.Single(entries, entry => entry is ITurnMark mark && mark.Answers.Contains(id)));
        Assert.Equal(TurnState.Empty, await later.StateAsync());
    }

    private static async Task AssertEndedAsync(FileSessionStore store, SessionKey key)
    {
        await using var session = await store.OpenAsync(key, default);
        Assert.Equal(TurnState.Empty, session!.Info.Turns);
        var entries = await session.ReadAllAsync(default);
        Assert.Equal(TurnState.Empty, TurnState.Of(entries));
        var results = entries.OfType<ToolEntry>().Select(result => result.ToolCallId).ToList();
        Assert.All(entries.OfType<AssistantEntry>().SelectMany(reply => reply.ToolCalls), call => Assert.Contains(call.Id, results));
    }

    /// <summary>A turn whose process was killed after the first of two calls.</summary>
    private async Task MakeOpenTurnAsync(ReplyAddress address)
    {
        using var process = new TestProcess(home.Path, new ScriptedModel());
        await process.AcceptAsync(new InboundMessage(process.Key, "go", TestProcess.Owner, address));
        await using var session = await process.OpenAsync();
        await session.AppendAsync(
            [
                new AssistantEntry { Turn = 1, Model = "m", Heard = [1], ToolCalls = [new ToolCall("c1", "bash", """{"command":"a"}"""), new ToolCall("c2", "bash", """{"command":"b"}""")] },
                new ToolEntry { Turn = 1, ToolCallId = "c1", Name = "bash", Content = "ran a" },
            ],
            default);
        KilledLease.Leave(process, [1], attempt: 1);
    }

    /// <summary>What the file's trailer says, as a process sees that opens it now.</summary>
    private async Task<TurnState?> FreshTurnsAsync()
    {
        await using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenAsync(SessionKey.Parse("cli:p:main"), default);
        return session!.Info.Turns;
    }

    private async Task WriteAsync(string turns, params string[] lines)
    {
        var folder = Directory.CreateDirectory(Path.Combine(home.Path, "sessions")).FullName;
        await File.WriteAllTextAsync(Path.Combine(home.Path, "home.id"), Home + "\n");
        var trailer = """],"updated_at":"2026-11-28T10:00:02Z","state":"active","message_count":2""" + turns + ""","metadata":{"model":"m","tools_used":["bash"]}}""";
        await File.WriteAllTextAsync(Path.Combine(folder, SessionFileName.For(SessionKey.Parse("cli:p:main"))), $"{Head}\n{string.Join(",\n", lines)}\n{trailer}\n");
    }
}
