using LurkBot.Access;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Subagents;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Turns;
using LurkBot.Text;
using LurkBot.Turns;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Subagents;

/// <summary>Subagents in one process: what they get, what comes back, and that each call has one result.</summary>
public sealed class SubagentTests
{
    private const string Parent = "cli:a:main";

    [Fact]
    public async Task Spawn_BringsTheResultBack_AndTheChildHasAnOrigin()
    {
        await using var home = new ExchangeHome((messages, _) => Said(messages).Contains("Find the port", StringComparison.Ordinal) ? ScriptedModel.Text("The port is 4711.")
            : ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text($"It says: {result}") : ExchangeHome.Call("sessions_spawn", ("task", "Find the port"), ("agent", "researcher")));
        home.Services.Options.Sandbox.Group = false;
        var updates = await home.SayAsync(Parent, "Look it up");
        var child = Assert.Single(await ChildrenAsync(home));
        Assert.Equal($"It says: researcher ({child}) is done:\nThe port is 4711.", updates.OfType<TurnUpdate.Ended>().Single().Result.Reply);
        Assert.Empty(updates.OfType<TurnUpdate.ApprovalAsked>());
        var own = await home.ReadAsync(Parent);
        Assert.Single(own.OfType<ToolEntry>());
        var start = Assert.Single((await home.ReadAsync(child)).OfType<UserEntry>());
        Assert.Equal((SessionKey.Parse(Parent), "researcher", Trust.Full, 1), (MessageOrigin.TryParse(start.Origin)!.Sender, start.Door!.Subagent!.Name, start.Door.Subagent.Trust, start.Door.Subagent.Depth));
        Assert.Contains(home.Model.Requests, request => request.Any(message => message.Contains("[From Ada, id owner, sent by session cli:a:main]\nFind the port", StringComparison.Ordinal)));
        var told = await home.Assistant.ExplainAsync(SessionKey.Parse(child), default);
        Assert.Equal(("full", "glob,grep,read,web_fetch"), (told.Trust, string.Join(',', told.Tools.Where(tool => tool.Allowed).Select(tool => tool.Name).Order())));
    }

    [Fact]
    public async Task Spawn_TwoInOneResponse_RunBesideEachOther_InOneTrace()
    {
        using var telemetry = new CapturedTelemetry();
        var (first, second) = (new Gate(), new Gate());
        await using var home = new ExchangeHome((messages, _) => Said(messages) switch
        {
            var said when said.EndsWith("one", StringComparison.Ordinal) => ScriptedModel.Held("1", first, "!", default),
            var said when said.EndsWith("two", StringComparison.Ordinal) => ScriptedModel.Held("2", second, "!", default),
            _ => Results(messages) is { Count: > 0 } results ? ScriptedModel.Text(string.Join('|', results)) : ExchangeHome.Calls("sessions_spawn", [("task", "one")], [("task", "two")]),
        }, telemetry: telemetry.Telemetry);
        var reply = home.AskAsync(Parent, "Do both");
        // Neither goes on before both have begun.
        await Task.WhenAll(first.Reached, second.Reached);
        first.Open();
        second.Open();
        Assert.Matches(@"^subagent \(cli:subagent-[0-9a-f]{12}:subagent\) is done:\n1!\|subagent \(cli:subagent-[0-9a-f]{12}:subagent\) is done:\n2!$", await reply);
        Assert.Equal(2, (await ChildrenAsync(home)).Count);
        Assert.Equal(2, (await home.ReadAsync(Parent)).OfType<ToolEntry>().Count());
        var calls = telemetry.Spans.Where(span => span.DisplayName.StartsWith("chat", StringComparison.Ordinal)).ToList();
        Assert.Contains(calls, one => calls.Exists(other => other != one && one.TraceId == other.TraceId && one.StartTimeUtc < other.StartTimeUtc + other.Duration && other.StartTimeUtc < one.StartTimeUtc + one.Duration));
    }

    [Fact]
    public async Task Spawn_MoreThanMayRun_WaitTheirTurn_AndAllComeBack()
    {
        var (running, most) = (0, 0);
        await using var home = new ExchangeHome((messages, _) => Results(messages) is { Count: > 0 } results ? ScriptedModel.Text(string.Join('|', results))
            : Said(messages).EndsWith("Go", StringComparison.Ordinal) ? ExchangeHome.Calls("sessions_spawn", [.. Enumerable.Range(1, 5).Select(number => new (string, object)[] { ("task", $"part {number}") })]) : CountAsync());
        home.Services.Options.Subagents.MaxRunning = 1;
        var reply = await home.AskAsync(Parent, "Go");
        Assert.Equal((5, 1), (reply.Split('|').Count(result => result.EndsWith("is done:\nDone.", StringComparison.Ordinal)), most));

        async IAsyncEnumerable<ChatResponseUpdate> CountAsync()
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            yield return new ChatResponseUpdate(ChatRole.Assistant, "Done.") { FinishReason = ChatFinishReason.Stop };
        }
    }

    [Fact]
    public async Task Spawn_SubagentsOfSubagents_GoTwoLevelsDeep_AndTakeNoPlaceWhileTheyWait()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result) : ExchangeHome.Call("sessions_spawn", ("task", "deeper")));
        // With one place, one that waited in it for another would wait for ever.
        home.Services.Options.Subagents.MaxRunning = 1;
        Assert.Contains("subagents go two levels deep", await home.AskAsync(Parent, "Go"), StringComparison.Ordinal);
        var depths = new List<int>();
        foreach (var child in await ChildrenAsync(home))
            depths.Add((await home.ReadAsync(child)).OfType<UserEntry>().First().Door!.Subagent!.Depth);
        Assert.Equal([1, 2], depths.Order());
    }

    [Theory]
    [InlineData(60, "It was stopped after 60 s, the timeout of this call. A call may set timeout to at most 300 (LURKBOT_SUBAGENT_TIMEOUT).")]
    [InlineData(300, "It was stopped after 300 s, the longest that a subagent may run. The owner sets that with LURKBOT_SUBAGENT_TIMEOUT.")]
    public async Task Spawn_OneThatTakesTooLong_EndsWithWhatItHad_AndSaysWhichTimeWasOver(int timeout, string why)
    {
        var (time, gate) = (new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)), new Gate());
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : Said(messages).EndsWith("slow", StringComparison.Ordinal) ? ScriptedModel.Held("Half of it", gate, "", default) : ExchangeHome.Call("sessions_spawn", ("task", "slow"), ("timeout", timeout)), time);
        var reply = home.AskAsync(Parent, "Go");
        await gate.Reached;
        // The gate stays shut: only the time limit ends it, and what looks for that end looks every 250 ms.
        time.Advance(TimeSpan.FromSeconds(Math.Min(timeout, 300)));
        await Poll.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            return reply.IsCompleted;
        });
        Assert.Equal($"Error: subagent ({Assert.Single(await ChildrenAsync(home))}) did not finish. {why}\nWhat it had so far:\nHalf of it", await reply);
        Assert.True((await home.ReadAsync(Parent)).OfType<ToolEntry>().Single().Error);
    }

    [Fact]
    public async Task Spawn_OneWhoseModelFails_SaysWhyAndWhatItHad()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : Said(messages).EndsWith("break", StringComparison.Ordinal) ? ScriptedModel.Broken("Half of it") : ExchangeHome.Call("sessions_spawn", ("task", "break")));
        var reply = await home.AskAsync(Parent, "Go");
        Assert.EndsWith(" did not finish. The connection broke.\nWhat it had so far:\nHalf of it", reply, StringComparison.Ordinal);
        var child = Assert.Single(await ChildrenAsync(home));
        Assert.Contains((await home.ReadAsync(child)).Select(EntryText.Describe), text => text.Contains("The connection broke.", StringComparison.Ordinal));
        var run = Assert.Single(await SubagentRuns.ReadAsync(home.Store, home.Services.Prices, default));
        Assert.Equal((SubagentState.Failed, "The connection broke."), (run.State, run.Why));
        var told = SubagentReport.Of(run with { Why = "The key the-owners-key-1234 is wrong." }, new SecretRedactor(home.Services.SecretValues()));
        Assert.Equal("The key [redacted] is wrong.", told.Why);
        Assert.Contains($"{child} failed: The key [redacted] is wrong.", SubagentReport.Text(new SubagentListJson([], [told]), DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public async Task Spawn_OneWhoseModelFails_IsNamedInTheParentsChat_AndTellsAGroupNothingOfTheMachine()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : Said(messages).EndsWith("break", StringComparison.Ordinal) ? ScriptedModel.Broken("") : ExchangeHome.Call("sessions_spawn", ("task", "break")));
        var steps = (await home.SayAsync(Parent, "Go")).OfType<TurnUpdate.SubagentStep>();
        Assert.Contains("subagent “break” did not finish: The connection broke.", steps.Select(step => step.Line));
        home.Services.Options.Sandbox.Group = false;
        var group = await home.SayAsync("telegram:-5:group", "Go", new Sender("7", "Eve", Trust.Low));
        Assert.DoesNotContain("The connection broke.", string.Concat(group.OfType<TurnUpdate.SubagentStep>().Select(step => step.Line)) + group.OfType<TurnUpdate.Ended>().Single().Result.Reply, StringComparison.Ordinal);
        Assert.Contains("did not finish. ", group.OfType<TurnUpdate.Ended>().Single().Result.Reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_OneThatRuns_SaysSo_AndItsParentHasTheKeyOfToday()
    {
        var gate = new Gate();
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : Said(messages).EndsWith("slow", StringComparison.Ordinal) ? ScriptedModel.Held("", gate, "Done.", default) : ExchangeHome.Call("sessions_spawn", ("task", "slow")));
        var said = home.SayAsync(Parent, "Go");
        await gate.Reached;
        Assert.Equal(SubagentState.Running, Assert.Single(await SubagentRuns.ReadAsync(home.Store, home.Services.Prices, default)).State);
        gate.Open();
        await said;
        await new SessionAdministration(home.Services).RenameAsync(SessionKey.Parse(Parent), "renamed", new SessionChange("owner", "rename"), default);
        var run = Assert.Single(await SubagentRuns.ReadAsync(home.Store, home.Services.Prices, default));
        Assert.Equal((SubagentState.Done, "cli:renamed:main", null), (run.State, run.Parent!.ToString(), run.Why));
    }

    [Fact]
    public async Task Explain_OfASubagent_NamesWhatDecidesWhatItSees()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : Said(messages).EndsWith("look", StringComparison.Ordinal) ? ScriptedModel.Text("Done.") : ExchangeHome.Calls("sessions_spawn", [("task", "look"), ("agent", "researcher")], [("task", "look")]));
        (home.Services.Options.Sandbox.Group, home.Services.Options.Access.Sessions["CLI_A_MAIN"]) = (false, new VisibilitySetting(Visibility.Tree));
        home.Services.Options.Access.Set(SessionType.Subagent, Visibility.All);
        await home.SayAsync(Parent, "Go");
        var reads = new List<string>();
        foreach (var child in (await ChildrenAsync(home)).Order(StringComparer.Ordinal))
            reads.Add(ExplanationText.Lines(await home.Assistant.ExplainAsync(SessionKey.Parse(child), default)).Single(line => line.StartsWith("reads ", StringComparison.Ordinal)));
        Assert.Equal(
            [
                "reads       itself alone (it has none of the tools that read other sessions)",
                "reads       itself, the session that started it, and those it started (no more than the session that started it, whatever LURKBOT_VISIBILITY_SUBAGENT says)",
            ],
            reads);
    }

    [Fact]
    public async Task Stop_OfTheParent_StopsItsSubagents_AndNothingComesLater()
    {
        var gate = new Gate();
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : Said(messages).EndsWith("slow", StringComparison.Ordinal) ? HeldUntilStopped(gate) : ExchangeHome.Call("sessions_spawn", ("task", "slow")));
        var said = home.SayAsync(Parent, "Go");
        await gate.Reached;
        await Poll.UntilAsync(async () => (await home.ReadAsync(Parent)).Any(entry => entry is ApprovalEntry));
        await home.Assistant.StopAsync(SessionKey.Parse(Parent), all: false, new SessionChange("owner", "/stop"), default);
        await said;
        var child = Assert.Single(await ChildrenAsync(home));
        Assert.Contains(await home.ReadAsync(child), entry => entry is StopEntry or NoticeEntry { Fate: TurnFate.Cancelled });
        // The model is stopped, not waited for: it would go on only now.
        await Poll.UntilAsync(async () => (await home.ReadAsync(child)).Any(entry => entry is NoticeEntry { Fate: TurnFate.Cancelled }));
        gate.Open();
        Assert.True((await home.Store.FindAsync(SessionKey.Parse(child), default))!.Turns is { Open.Count: 0, Pending.Count: 0 });
        Assert.Single((await home.ReadAsync(Parent)).OfType<ToolEntry>());
    }

    [Fact]
    public async Task Run_OfOneWhoseParentWaitsNoLonger_AsksNoModel()
    {
        var gate = new Gate();
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : Said(messages).EndsWith("slow", StringComparison.Ordinal) ? ScriptedModel.Held("Half", gate, "", default) : ExchangeHome.Calls("sessions_spawn", [("task", "slow")], [("task", "also slow")]));
        home.Services.Options.Subagents.MaxRunning = 1;
        var said = home.SayAsync(Parent, "Go");
        await gate.Reached;
        await Poll.UntilAsync(async () => await Record.ExceptionAsync(async () => await home.Store.DeleteAsync(SessionKey.Parse(Parent), new SessionChange("owner", "deleted"), default)) is null);
        gate.Open();
        await Poll.UntilAsync(async () =>
        {
            foreach (var child in await ChildrenAsync(home))
            {
                if ((await home.Store.FindAsync(SessionKey.Parse(child), default))!.Turns is not { Open.Count: 0, Pending.Count: 0 })
                    return false;
            }

            return true;
        });
        await Record.ExceptionAsync(() => said);
        Assert.Single(home.Model.Requests, request => request[^1].EndsWith("slow", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Progress_OfSubagents_IsTold_WithTheirNames()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : Said(messages).EndsWith("look", StringComparison.Ordinal) ? ExchangeHome.Call("read", ("path", "a.txt")) : ExchangeHome.Call("sessions_spawn", ("task", "look"), ("agent", "coder")));
        home.Services.Options.Sandbox.Group = false;
        var updates = await home.SayAsync(Parent, "Go");
        Assert.Contains(new TurnUpdate.SubagentStep("coder", "read") { Label = "coder “look”" }, updates);
        Assert.Contains("coder “look”: Using read tool", updates.OfType<TurnUpdate.SubagentStep>().Select(step => step.Line));
    }

    [Fact]
    public async Task Progress_WithTwoRunsThatWait_AsAfterARestart_IsToldToBoth()
    {
        var gate = new Gate();
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : Said(messages).EndsWith("look", StringComparison.Ordinal) ? CallWhenOpenAsync() : ExchangeHome.Call("sessions_spawn", ("task", "look"), ("agent", "coder")));
        home.Services.Options.Sandbox.Group = false;
        var key = SessionKey.Parse(Parent);
        var first = home.SayAsync(Parent, "Go");
        await Poll.UntilAsync(async () => (await home.ReadAsync(Parent)).Any(entry => entry is ApprovalEntry));
        // The run of the chat, beside the one that recovery began; it waits too when it has begun to listen.
        var second = new List<TurnUpdate>();
        var reading = Task.Run(async () =>
        {
            await foreach (var update in home.Assistant.RunAsync(key, upTo: null, LurkBot.Doors.DoorRequest.Default, default))
                second.Add(update);
        });
        var parent = (await home.Store.FindAsync(key, default))!.Id;
        await Poll.UntilAsync(() => home.Assistant.Subagents.Listeners(parent) == 2);
        gate.Open();
        var updates = await first;
        await reading;
        Assert.Contains(updates, update => update is TurnUpdate.SubagentStep { Tool: "read" });
        Assert.Contains(second, update => update is TurnUpdate.SubagentStep { Tool: "read" });

        async IAsyncEnumerable<ChatResponseUpdate> CallWhenOpenAsync()
        {
            await gate.PassAsync(default);
            await foreach (var update in ExchangeHome.Call("read", ("path", "a.txt")))
                yield return update;
        }
    }

    [Theory]
    [InlineData(ApprovalDecision.Once, "a.txt")]
    [InlineData(ApprovalDecision.Session, "a.txt")]
    [InlineData(ApprovalDecision.No, "The owner did not allow it.")]
    public async Task Approval_OfASubagentsTool_IsAskedInTheParentsChat_AndHoldsForThatCallAlone(ApprovalDecision decision, string expected)
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : Said(messages).EndsWith("look", StringComparison.Ordinal) ? ExchangeHome.Call("read", ("path", "a.txt")) : ExchangeHome.Call("sessions_spawn", ("task", "look")));
        home.Services.Options.Sandbox.Group = false;
        home.Services.Options.Tools.Ask = ["read"];
        var asked = (await home.SayAsync(Parent, "Go")).OfType<TurnUpdate.ApprovalAsked>().Single();
        Assert.Matches(@"^The subagent cli:subagent-[0-9a-f]{12}:subagent asks for read: a\.txt$", asked.Call);
        Assert.Equal("owner", Assert.Single(asked.Question.Approvers));
        var key = SessionKey.Parse(Parent);
        Assert.Equal(ApprovalOutcome.Stored, await home.Assistant.AnswerAsync(key, asked.Question, decision, default));
        var ended = new List<TurnUpdate>();
        await foreach (var update in home.Assistant.RunAsync(key, asked.Question.Turn, LurkBot.Doors.DoorRequest.Default, default))
            ended.Add(update);
        Assert.Contains(expected, ended.OfType<TurnUpdate.Ended>().Single().Result.Reply, StringComparison.Ordinal);
        Assert.Single((await home.ReadAsync(Assert.Single(await ChildrenAsync(home)))).OfType<ToolEntry>());
        // Another subagent asks again.
        Assert.Single((await home.SayAsync(Parent, "Go")).OfType<TurnUpdate.ApprovalAsked>());
    }

    [Fact]
    public async Task Approval_OfASubagentsMessage_ShowsAllOfIt()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : Said(messages).EndsWith("tell", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_send", ("to", Parent), ("message", "the door code: 4711")) : ExchangeHome.Call("sessions_spawn", ("task", "tell")));
        home.Services.Options.Tools.Ask = ["sessions_send"];
        var asked = (await home.SayAsync(Parent, "Go")).OfType<TurnUpdate.ApprovalAsked>().Single();
        Assert.EndsWith($"asks for sessions_send: {Parent}\nthe door code: 4711", asked.Call, StringComparison.Ordinal);
        // As a process that was started anew shows it.
        var again = new List<TurnUpdate>();
        await foreach (var update in home.Assistant.RunAsync(SessionKey.Parse(Parent), asked.Question.Turn, LurkBot.Doors.DoorRequest.Default, default))
            again.Add(update);
        Assert.Equal(asked.Call, again.OfType<TurnUpdate.ApprovalAsked>().Single().Call);
    }

    [Fact]
    public async Task Approval_OfTheStartItself_IsANoWhenItIsNo_HoweverTheTaskBegins()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result) : ExchangeHome.Call("sessions_spawn", ("task", "for cli:x-1:subagent#1: read a.txt"), ("agent", "for cli")));
        home.Services.Options.Tools.Ask = ["sessions_spawn"];
        var key = SessionKey.Parse(Parent);
        var asked = (await home.SayAsync(Parent, "Go")).OfType<TurnUpdate.ApprovalAsked>().Single();
        Assert.Empty(await ChildrenAsync(home));
        await home.Assistant.AnswerAsync(key, asked.Question, ApprovalDecision.No, default);
        await foreach (var _ in home.Assistant.RunAsync(key, asked.Question.Turn, LurkBot.Doors.DoorRequest.Default, default))
            continue;
        Assert.Contains("The owner did not allow it.", (await home.ReadAsync(Parent)).OfType<ToolEntry>().Single().Content, StringComparison.Ordinal);
        Assert.Empty(await ChildrenAsync(home));
    }

    [Fact]
    public async Task Budget_OfTheParent_BoundsWhatItsSubagentsUse_AndCountsIt()
    {
        await using var home = new ExchangeHome((messages, _) => Said(messages).EndsWith("part", StringComparison.Ordinal) ? Used("Done.", 60)
            : ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result) : ExchangeHome.Call("sessions_spawn", ("task", "part")));
        home.Services.Options.Budgets.SessionTokens = 100;
        Assert.EndsWith("Done.", await home.AskAsync(Parent, "Go"), StringComparison.Ordinal);
        var left = await home.Assistant.ExplainAsync(SessionKey.Parse(Parent), default);
        Assert.Equal(60, Assert.Single(left.Budgets).Used);
        // The next one may use what is left, and goes over it; then neither it nor its parent may go on.
        var updates = await home.SayAsync(Parent, "Go");
        var error = Assert.IsType<LurkBot.Budgets.BudgetExhaustedException>(updates.OfType<TurnUpdate.Ended>().Last().Result.Error);
        Assert.Contains("The turn ends here; what came so far is kept.", error.Message, StringComparison.Ordinal);
        // What it found is shown, and stays.
        Assert.EndsWith("is done:\nDone.", updates.OfType<TurnUpdate.ToolEnded>().Last().Output, StringComparison.Ordinal);
        Assert.EndsWith("is done:\nDone.", (await home.ReadAsync(Parent)).OfType<ToolEntry>().Last().Content, StringComparison.Ordinal);
        Assert.Equal(2, home.Model.Requests.Count(request => request[^1].EndsWith("part", StringComparison.Ordinal)));
        Assert.Equal(TurnFate.Refused, (await home.SayAsync(Parent, "Go")).OfType<TurnUpdate.Ended>().Last().Result.Fate);
    }

    [Fact]
    public async Task Budget_OfTheCall_EndsTheSubagentThatUsedIt()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result && !Said(messages).EndsWith("part", StringComparison.Ordinal) ? ScriptedModel.Text(result)
            : Said(messages).EndsWith("part", StringComparison.Ordinal) ? Used(null, 60) : ExchangeHome.Call("sessions_spawn", ("task", "part"), ("budget", "100")));
        home.Services.Options.Sandbox.Group = false;
        Assert.Contains("did not finish. Budget: ", await home.AskAsync(Parent, "Go"), StringComparison.Ordinal);
        Assert.Equal(2, home.Model.Requests.Count(request => request[0].Contains("sent by session", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Budget_OfTheCall_ThatTheLastReplyWentBeyond_IsTold()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result && !Said(messages).EndsWith("part", StringComparison.Ordinal) ? ScriptedModel.Text(result)
            : Said(messages).EndsWith("part", StringComparison.Ordinal) ? Used("Found.", 160) : ExchangeHome.Call("sessions_spawn", ("task", "part"), ("budget", "100")));
        Assert.EndsWith("is done, and used more than its budget (160 tokens of 100 tokens):\nFound.", await home.AskAsync(Parent, "Go"), StringComparison.Ordinal);
        var run = Assert.Single(await SubagentRuns.ReadAsync(home.Store, home.Services.Prices, default));
        Assert.Equal((SubagentState.OverBudget, "It used more than its budget (160 tokens of 100 tokens)."), (run.State, run.Why));
    }

    /// <summary>A reply that cost tokens; without words a call of a tool.</summary>
    private static async IAsyncEnumerable<ChatResponseUpdate> Used(string? text, int tokens)
    {
        await Task.Yield();
        AIContent said = text is null ? new FunctionCallContent("c" + Guid.NewGuid().ToString("N"), "read", new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = "a.txt" }) : new TextContent(text);
        yield return new ChatResponseUpdate(ChatRole.Assistant, [said, new UsageContent(new UsageDetails { InputTokenCount = tokens, OutputTokenCount = 0, TotalTokenCount = tokens })]) { FinishReason = ChatFinishReason.Stop };
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> HeldUntilStopped(Gate gate, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, "Half");
        await gate.PassAsync(cancellationToken);
        yield return new ChatResponseUpdate(ChatRole.Assistant, " and more") { FinishReason = ChatFinishReason.Stop };
    }

    private static List<string> Results(IReadOnlyList<ChatMessage> messages) => [.. messages.SelectMany(message => message.Contents.OfType<FunctionResultContent>()).Select(result => result.Result?.ToString() ?? "")];

    internal static string Said(IReadOnlyList<ChatMessage> messages) => messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";

    internal static async Task<IReadOnlyList<string>> ChildrenAsync(ExchangeHome home) =>
        [.. (await home.Store.ListAsync(default)).Sessions.Where(session => session.Key.Type is SessionType.Subagent).OrderBy(session => session.Id.Value).Select(session => session.Key.ToString())];
}
