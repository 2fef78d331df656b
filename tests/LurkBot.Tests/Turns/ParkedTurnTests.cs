using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tools;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Turns;

/// <summary>Calls that wait for approval, across restarts.</summary>
public sealed partial class ParkedTurnTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly List<string> ran = [];

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(true, ApprovalDecision.Once)]
    [InlineData(false, ApprovalDecision.Once)]
    [InlineData(true, ApprovalDecision.No)]
    [InlineData(false, ApprovalDecision.Expired)]
    public async Task Run_CallBetweenTwoOthers_ParksAndGoesOnFromTheFile(bool stream, ApprovalDecision decision)
    {
        await using (var session = await OpenAsync())
        {
            var first = Turn(session, stream);
            Assert.True((await first.RunAsync(new UserEntry { Content = "go" }, null, default)).IsParked);
            Assert.Equal(["a"], ran);
            Assert.Equal("b", Assert.Single(first.Updates.OfType<TurnUpdate.ApprovalAsked>()).Call);
        }

        await using (var session = await OpenAsync())
        {
            var question = (await session.ReadAllAsync(default)).OfType<ApprovalEntry>().Single();
            Assert.Equal((1L, "b"), (question.Turn, question.Scope));
            Assert.Equal(ApprovalOutcome.Stored, await SessionRunner.AnswerAsync(session, question, decision, "owner", TimeProvider.System, default));
            Assert.Equal(ApprovalOutcome.AnsweredBefore, await SessionRunner.AnswerAsync(session, question, ApprovalDecision.Once, "owner", TimeProvider.System, default));
            var next = Turn(session, stream);
            var result = await next.RunAsync(new UserEntry { Content = "and?" }, null, default);
            Assert.Equal("done", result.Reply);
            Assert.Equal(decision is ApprovalDecision.Once ? ["a", "b", "c"] : ["a", "c"], ran);
            var results = (await session.ReadAllAsync(default)).OfType<ToolEntry>().ToList();
            Assert.Equal(["c1", "c2", "c3"], results.Select(entry => entry.ToolCallId));
            Assert.Equal([false, decision is not ApprovalDecision.Once, false], results.Select(entry => entry.Error));
            Assert.Equal(TurnState.Empty, session.Info.Turns);
        }
    }

    [Fact]
    public async Task Resume_ToolIsGoneFromThePlan_CallIsRefused()
    {
        using var process = await ParkAsync("rm");
        Assert.True(await process.ApproveAsync(ApprovalDecision.Once));
        process.HasTool = false;
        Assert.Equal(TurnFate.Answered, await AnswerAsync(process));
        Assert.Empty(process.Ran);
        Assert.True(Assert.Single((await process.ReadAsync()).OfType<ToolEntry>()).Error);
    }

    [Fact]
    public async Task Resume_ArgumentsChangedInTheFile_IsANo()
    {
        using var process = await ParkAsync("rm a");
        var file = Assert.Single(Directory.GetFiles(process.Store.Folder, "*.json"));
        var lines = await File.ReadAllLinesAsync(file);
        var index = Array.FindIndex(lines, line => line.Contains("tool_calls", StringComparison.Ordinal));
        lines[index] = lines[index].Replace("rm a", "rm b", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, string.Join('\n', lines) + "\n");
        Assert.True(await process.ApproveAsync(ApprovalDecision.Once));
        Assert.Equal(TurnFate.Answered, await AnswerAsync(process));
        Assert.Empty(process.Ran);
    }

    [Fact]
    public async Task Resume_NewerMessageOfAnApprover_IsANoAndAnsweredNext()
    {
        using var process = await ParkAsync("rm");
        var newer = await process.AcceptAsync("wait");
        Assert.False(await process.ApproveAsync(ApprovalDecision.Once));
        Assert.Equal([TurnFate.Answered, TurnFate.Answered], (await process.RunAsync()).OfType<TurnUpdate.Ended>().Select(ended => ended.Result.Fate));
        Assert.Empty(process.Ran);
        Assert.Equal(TurnFate.Answered, (await process.FatesAsync())[newer]);
    }

    [Fact]
    public async Task Run_NewerMessageOfAnotherPerson_WaitsWhileTheTurnIsParked()
    {
        using var process = await ParkAsync("rm");
        var newer = await process.AcceptAsync(new InboundMessage(process.Key, "hello?", new Sender("7", "Ben", Trust.Low), new ReplyAddress("telegram:7")));
        Assert.IsType<TurnUpdate.ApprovalAsked>(Assert.Single(await process.RunAsync()));
        Assert.Equal([newer], (await process.StateAsync()).Pending);
        Assert.True(await process.ApproveAsync(ApprovalDecision.Once));
        await process.RunAsync();
        Assert.Equal(["rm"], process.Ran);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task Resume_AfterTheExpiry_IsANo()
    {
        var time = new ShiftedTime();
        using var process = await ParkAsync("rm", time);
        time.Advance(TimeSpan.FromMinutes(29));
        Assert.IsType<TurnUpdate.ApprovalAsked>(Assert.Single(await process.RunAsync()));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(await process.ApproveAsync(ApprovalDecision.Once));
        Assert.Equal(TurnFate.Answered, await AnswerAsync(process));
        Assert.Empty(process.Ran);
        Assert.Equal(ApprovalDecision.Expired, (await process.ReadAsync()).OfType<ApprovalEntry>().Single(entry => entry.Approves is not null).Decision);
    }

    [Fact]
    public async Task Stop_WhileParked_CancelsTheTurn()
    {
        using var process = await ParkAsync("rm");
        Assert.True(await process.StopAsync(all: false));
        await process.RunAsync();
        Assert.Empty(process.Ran);
        Assert.Equal(TurnFate.Cancelled, (await process.FatesAsync())[1]);
        Assert.Single((await process.ReadAsync()).OfType<ToolEntry>());
        Assert.False(await process.ApproveAsync(ApprovalDecision.Once));
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Clear_WhileParked_CancelsTheTurnAndTheAnswerIsTooLate(bool byAnEarlierVersion)
    {
        using var process = await ParkAsync("rm");
        var waiting = await process.AcceptAsync(new InboundMessage(process.Key, "later", new Sender("7", "Ben", Trust.Low), new ReplyAddress("telegram:7")));
        await using (var session = await process.OpenAsync())
        {
            if (byAnEarlierVersion)
            {
                await session.AppendAsync([new ClearEntry { At = TimeProvider.System.GetUtcNow() }], default);
            }
            else
            {
                await using var lease = await session.TakeTurnAsync(new TurnLeaseRequest("Ann", TimeSpan.Zero), default);
                Assert.True(await SessionClear.AppendAsync(session, lease, new SessionChange("owner", "test"), TimeProvider.System, default));
                Assert.Empty(session.Info.Turns!.Open);
            }
        }

        Assert.Equal([waiting], (await process.StateAsync()).Pending);
        Assert.NotEqual(ApprovalOutcome.Stored, await process.AnswerAsync(ApprovalDecision.Once));
        await process.RunAsync();
        Assert.Empty(process.Ran);
        Assert.Equal(["user|text [From Ben, id 7] later"], ((ScriptedModel)process.Model).Requests[^1].Select(message => message.ReplaceLineEndings(" ")));
        Assert.Equal((TurnFate.Cancelled, TurnFate.Answered), ((await process.FatesAsync())[1], (await process.FatesAsync())[waiting]));
        var entries = await process.ReadAsync();
        Assert.Equal(("Cancelled: the session was cleared.", 1L), entries.OfType<NoticeEntry>().Select(notice => (notice.Content, notice.Turn)).Single());
        Assert.True(Assert.Single(entries.OfType<ToolEntry>()).Error);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task ClearTakenBack_BeforeAnythingRan_TheQuestionStands()
    {
        using var process = await ParkAsync("rm");
        await using (var session = await process.OpenAsync())
        {
            await session.AppendAsync([new ClearEntry { At = TimeProvider.System.GetUtcNow() }], default);
            await session.AppendAsync([new UndoEntry { Undoes = session.Info.LastId, At = TimeProvider.System.GetUtcNow() }], default);
        }

        Assert.Equal(ApprovalOutcome.Stored, await process.AnswerAsync(ApprovalDecision.Once));
        Assert.Equal(TurnFate.Answered, await AnswerAsync(process));
        Assert.Equal(["rm"], process.Ran);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_WhileParkedAndNoProcessRuns_EndsItAtOnceAndOnce(bool all)
    {
        using var process = await ParkAsync("rm");
        await process.AcceptAsync(new InboundMessage(process.Key, "later", new Sender("7", "Ben", Trust.Low), new ReplyAddress("telegram:7")));
        var stopped = await process.StopAndTellAsync(all);
        Assert.Equal(all ? "Cancelled the answer to “go” and 1 waiting message." : "Cancelled the answer to “go”.", stopped.ToString());
        var entries = await process.ReadAsync();
        Assert.Equal(all ? "Nothing runs or waits in this session." : "No turn runs in this session; 1 message waits for an answer.", (await process.StopAndTellAsync(all: false)).ToString());
        Assert.Equal(entries.Count, (await process.ReadAsync()).Count);
        Assert.Equal(ApprovalOutcome.Ended, await process.AnswerAsync(ApprovalDecision.Once));
        Assert.Empty((await process.StateAsync()).Open);
        if (all)
            await process.Store.ArchiveAsync(process.Key, new SessionChange("owner", "test"), default);
    }

    [Fact]
    public async Task Answer_TooLate_SaysWhy()
    {
        var time = new ShiftedTime();
        using (var process = await ParkAsync("rm", time))
        {
            time.Advance(TimeSpan.FromMinutes(31));
            Assert.Equal(ApprovalOutcome.Expired, await process.AnswerAsync(ApprovalDecision.Once));
            await process.AcceptAsync("rather this");
            time.Advance(TimeSpan.FromMinutes(-31));
            Assert.Equal(ApprovalOutcome.NewerMessage, await process.AnswerAsync(ApprovalDecision.Once));
        }
    }

    [Fact]
    public async Task Answer_ByManyAtOnce_OneCounts()
    {
        using var process = await ParkAsync("rm");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => process.ApproveAsync(i % 2 == 0 ? ApprovalDecision.Once : ApprovalDecision.No))));
        Assert.Single(answers, isFirst => isFirst);
        await AnswerAsync(process);
        Assert.InRange(process.Ran.Count, 0, 1);
        var decision = (await process.ReadAsync()).OfType<ApprovalEntry>().Single(entry => entry.Approves is not null).Decision;
        Assert.Equal(decision is ApprovalDecision.Once ? 1 : 0, process.Ran.Count);
    }

    [Fact]
    public async Task Resume_SecondCallNeedsApprovalToo_ParksAgain()
    {
        using var process = await ParkAsync("rm a", null, "cli", "rm b");
        Assert.True(await process.ApproveAsync(ApprovalDecision.Once));
        Assert.Equal("rm b", Assert.Single((await process.RunAsync()).OfType<TurnUpdate.ApprovalAsked>()).Call);
        Assert.Equal(["rm a"], process.Ran);
        Assert.True(await process.ApproveAsync(ApprovalDecision.No));
        Assert.Equal(TurnFate.Answered, await AnswerAsync(process));
        Assert.Equal(["rm a"], process.Ran);
        Assert.Equal([false, true], (await process.ReadAsync()).OfType<ToolEntry>().Select(entry => entry.Error));
    }

    [Fact]
    public async Task Resume_AnswerCoversLaterCalls_TheyRunUnasked()
    {
        using var process = await ParkAsync("rm a", null, "cli", "rm a");
        Assert.True(await process.ApproveAsync(ApprovalDecision.Session));
        process.AsksAbout = _ => false;
        Assert.Equal(TurnFate.Answered, await AnswerAsync(process));
        Assert.Equal(["rm a", "rm a"], process.Ran);
    }

    [Fact]
    public async Task Resume_ResultOfTheApprovedCallCannotBeStored_DoesNotRunItAgain()
    {
        using var process = await ParkAsync("rm a", null, "telegram:7");
        Assert.True(await process.ApproveAsync(ApprovalDecision.Once));
        process.Wrap = session => new FullDisk(session, () => false);
        for (var i = 0; i < 3; i++)
            await Record.ExceptionAsync(() => process.RunAsync());
        Assert.Equal(["rm a"], process.Ran);
        process.Wrap = session => session;
        Assert.Equal(TurnFate.Answered, await AnswerAsync(process));
        Assert.Equal(["rm a"], process.Ran);
        var entries = await process.ReadAsync();
        Assert.Equal("Interrupted: the call may have run.", entries.OfType<ToolEntry>().Single(entry => entry.ToolCallId == entries.OfType<ApprovalEntry>().First().ToolCallId).Content);
    }

    [Theory]
    [InlineData("telegram:7", TurnFate.Answered)]
    [InlineData("cli", TurnFate.Failed)]
    public async Task Resume_KilledWhileTheApprovedCallRan_DoesNotRunItAgain(string address, TurnFate fate)
    {
        using var process = await ParkAsync("rm a", null, address);
        Assert.True(await process.ApproveAsync(ApprovalDecision.Once));
        var question = (await process.ReadAsync()).OfType<ApprovalEntry>().First();
        KilledLease.Leave(process, [1, question.Id], attempt: 1);
        await process.RunAsync();
        Assert.Equal(fate, (await process.FatesAsync())[1]);
        Assert.Empty(process.Ran);
        Assert.Contains("nterrupted", Assert.Single((await process.ReadAsync()).OfType<ToolEntry>()).Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_ApprovedCallRuns_LeaseNamesItsQuestion()
    {
        IReadOnlyList<long> taken = [];
        using var process = await ParkAsync("rm a");
        Assert.True(await process.ApproveAsync(ApprovalDecision.Once));
        await using var session = await process.OpenAsync();
        process.OnCommand = _ => taken = session.FindLeaseOwner()!.Messages;
        await AnswerAsync(process);
        Assert.Equal([1, (await process.ReadAsync()).OfType<ApprovalEntry>().First().Id], taken);
    }

    /// <summary>A process with a turn that waits for the first of some commands.</summary>
    private async Task<TestProcess> ParkAsync(string command, TimeProvider? time = null, string address = "cli", params string[] more)
    {
        string[] commands = [command, .. more];
        var model = new ScriptedModel((_, number, _) => number == 1 ? ScriptedModel.Calls([.. commands.Select((text, index) => ($"c{index}", text))]) : ScriptedModel.Text("done"));
        var process = new TestProcess(home.Path, model, time: time) { AsksAbout = scope => scope.StartsWith("rm", StringComparison.Ordinal) };
        Assert.Equal(command, Assert.Single((await process.RunAsync(await process.AcceptAsync(new InboundMessage(process.Key, "go", TestProcess.Owner, new ReplyAddress(address))))).OfType<TurnUpdate.ApprovalAsked>()).Call);
        Assert.Empty(process.Ran);
        return process;
    }

    private static async Task<TurnFate> AnswerAsync(TestProcess process)
    {
        var ended = Assert.Single((await process.RunAsync()).OfType<TurnUpdate.Ended>());
        Assert.Equal(TurnState.Empty, await process.StateAsync());
        return ended.Result.Fate;
    }

    private async Task<IStoredSession> OpenAsync() => await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:p:main"), default);

    private TestTurn Turn(IStoredSession session, bool stream)
    {
        var approvals = new TurnApprovals(["bash"], canAsk: true, TimeSpan.FromHours(1), (_, scope, _) => new(scope is not "b"));
        var tool = new ApprovalFunction(new ValidatedFunction(AIFunctionFactory.Create(
            (string command) =>
            {
                ran.Add(command);
                return "ran " + command;
            },
            "bash")), approvals);
        return new TestTurn(session, new ThreeCalls(), new SessionTurnOptions { Model = "m", SystemPrompt = "s", Stream = stream, Tools = [tool] }, TimeProvider.System) { Approvals = approvals };
    }

    /// <summary>Calls a tool three times at once, and is done when it has the results.</summary>
    private sealed class ThreeCalls : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, Contents(messages))));

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            yield return new ChatResponseUpdate(ChatRole.Assistant, Contents(messages));
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }

        private static List<AIContent> Contents(IEnumerable<ChatMessage> messages) => messages.Any(message => message.Role == ChatRole.Tool)
            ? [new TextContent("done")]
            : [.. new[] { "a", "b", "c" }.Select((command, index) => new FunctionCallContent($"c{index + 1}", "bash", new Dictionary<string, object?>(StringComparer.Ordinal) { ["command"] = command }))];
    }
}
