using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Turns;

/// <summary>Which messages a turn answers, and what others do to it while it runs.</summary>
public sealed partial class SessionRunnerTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Run_Collect_AnswersLikeMessagesInOneTurn()
    {
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model);
        foreach (var text in (string[])["one", "two", "three"])
            await process.AcceptAsync(text);
        var updates = await process.RunAsync();
        Assert.Equal([1, 2, 3], Assert.Single(updates.OfType<TurnUpdate.Ended>()).Result.Answers);
        var reply = Assert.IsType<AssistantEntry>((await process.ReadAsync())[3]);
        Assert.Equal((3L, "1 2 3", "1 2 3"), (reply.Turn, string.Join(' ', reply.Heard), string.Join(' ', reply.Answers)));
        Assert.Equal(TurnState.Empty, await process.StateAsync());
        foreach (var text in (string[])["one", "two", "three"])
            Assert.Contains(text, Assert.Single(model.Requests).Aggregate("", (all, message) => all + message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Queue_AnswersEachInATurnOfItsOwn()
    {
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model, QueueMode.Queue);
        foreach (var text in (string[])["one", "two", "three"])
            await process.AcceptAsync(text);
        await process.RunAsync();
        Assert.Equal(["1", "2", "3"], (await process.ReadAsync()).OfType<AssistantEntry>().Select(reply => string.Join(' ', reply.Answers)));
        Assert.DoesNotContain("two", string.Join('\n', model.Requests[0]), StringComparison.Ordinal);
        Assert.Equal(["user|text one", "assistant|text reply 1", "user|text two"], model.Requests[1]);
    }

    [Fact]
    public async Task Run_InterruptFromAnotherProcess_EndsTheTurnAndAnswersTheNewerMessage()
    {
        var gate = new Gate();
        var model = new ScriptedModel((_, number, token) => number == 1 ? ScriptedModel.Held("half a ", gate, "never", token) : ScriptedModel.Text("better"));
        using var process = new TestProcess(home.Path, model, QueueMode.Interrupt);
        await process.AcceptAsync("old");
        var run = process.RunAsync();
        await gate.Reached;
        using var other = new TestProcess(home.Path, new ScriptedModel());
        var newer = await other.AcceptAsync("newer");
        var ends = (await run).OfType<TurnUpdate.Ended>().Select(ended => ended.Result).ToList();
        Assert.Equal([(TurnFate.Cancelled, "half a "), (TurnFate.Answered, "better")], ends.Select(result => (result.Fate, result.Reply)));
        Assert.Equal([TurnFate.Cancelled, TurnFate.Answered], (await process.FatesAsync()).OrderBy(fate => fate.Key).Select(fate => fate.Value));
        var entries = await process.ReadAsync();
        Assert.Equal(("half a ", true), entries.OfType<AssistantEntry>().Select(reply => (reply.Content, reply.Partial)).First());
        Assert.Equal([newer], Assert.IsType<AssistantEntry>(entries[^1]).Answers);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task Run_SteerFromAnotherProcess_IsHeardAfterTheTool()
    {
        var gate = new Gate();
        var model = new ScriptedModel((messages, _, _) => messages.Any(message => message.Role == ChatRole.Tool) ? ScriptedModel.Text("done") : ScriptedModel.Calls(("c1", "ls")));
        using var process = new TestProcess(home.Path, model, QueueMode.Steer, bash: async (_, token) =>
        {
            await gate.PassAsync(token);
            return "files";
        });
        await process.AcceptAsync("look");
        var run = process.RunAsync();
        await gate.Reached;
        using var other = new TestProcess(home.Path, new ScriptedModel());
        var joined = await other.AcceptAsync("only the big ones");
        gate.Open();
        Assert.Equal([1, joined], Assert.Single((await run).OfType<TurnUpdate.Ended>()).Result.Answers);
        Assert.Equal(["user|text look", "assistant|call c1 bash command=ls", "tool|result c1 files", "user|text only the big ones"], model.Requests[1]);
        var replies = (await process.ReadAsync()).OfType<AssistantEntry>().ToList();
        Assert.Equal(["1", joined.ToString(System.Globalization.CultureInfo.InvariantCulture)], replies.Select(reply => string.Join(' ', reply.Heard)));
        Assert.Equal(["", $"1 {joined}"], replies.Select(reply => string.Join(' ', reply.Answers)));
    }

    public static TheoryData<string> Differences => ["reply address", "trust", "overrides", "origin"];

    [Theory]
    [MemberData(nameof(Differences))]
    public async Task Run_SteerThatIsNotLikeTheTurn_WaitsForTheNextOne(string difference)
    {
        var (gate, model) = (new Gate(), CallsOnce());
        using var process = WithHeldCommand(model, gate);
        await process.AcceptAsync("look");
        var run = process.RunAsync();
        await gate.Reached;
        await process.AcceptAsync(Different(process.Key, difference));
        gate.Open();
        Assert.Equal(["1", "3"], (await run).OfType<TurnUpdate.Ended>().Select(ended => string.Join(' ', ended.Result.Answers)));
        Assert.DoesNotContain("different", string.Join('\n', model.Requests[1]), StringComparison.Ordinal);
        Assert.Contains("different", string.Join('\n', model.Requests[2]), StringComparison.Ordinal);
    }

    /// <summary>Nobody is there who steers.</summary>
    [Fact]
    public async Task Run_SteerBySameSchedule_WaitsForTheNextTurn()
    {
        var (gate, model) = (new Gate(), CallsOnce());
        using var process = WithHeldCommand(model, gate);
        await process.AcceptAsync(Different(process.Key, "origin"));
        var run = process.RunAsync();
        await gate.Reached;
        await process.AcceptAsync(Different(process.Key, "origin"));
        gate.Open();
        Assert.Equal(["1", "3"], (await run).OfType<TurnUpdate.Ended>().Select(ended => string.Join(' ', ended.Result.Answers)));
    }

    [Theory]
    [MemberData(nameof(Differences))]
    public async Task Run_DifferentMessages_AreNeverInOneTurn(string difference)
    {
        using var process = new TestProcess(home.Path, new ScriptedModel());
        await process.AcceptAsync("one");
        await process.AcceptAsync(Different(process.Key, difference));
        await process.AcceptAsync("three");
        await process.AcceptAsync(Different(process.Key, difference));
        Assert.Equal(["1 3", "2 4"], (await process.RunAsync()).OfType<TurnUpdate.Ended>().Select(ended => string.Join(' ', ended.Result.Answers)));
    }

    [Fact]
    public async Task Run_AddressThatIsNotServed_IsLeftAlone()
    {
        using var terminal = new TestProcess(home.Path, new ScriptedModel(), options: new SessionRunnerOptions());
        await terminal.AcceptAsync(Different(terminal.Key, "reply address"));
        await terminal.AcceptAsync("two");
        Assert.Equal([2], Assert.Single((await terminal.RunAsync()).OfType<TurnUpdate.Ended>()).Result.Answers);
        Assert.Equal([1], (await terminal.StateAsync()).Pending);
    }

    [Fact]
    public async Task Run_OverridesOfALivingProcess_AreLeftToIt()
    {
        using var process = new TestProcess(home.Path, new ScriptedModel());
        using (var living = new TestProcess(home.Path, new ScriptedModel()))
        {
            await living.AcceptAsync(Different(living.Key, "overrides"));
            Assert.Empty((await process.RunAsync()).OfType<TurnUpdate.Ended>());
            Assert.Equal([1], (await process.StateAsync()).Pending);
        }

        Assert.Equal([1], Assert.Single((await process.RunAsync()).OfType<TurnUpdate.Ended>()).Result.Answers);
    }

    [Fact]
    public async Task Run_StoppedWhileAnotherMessageIsAnswered_TakesItsOwnBack()
    {
        var gate = new Gate();
        var model = new ScriptedModel((_, _, token) => ScriptedModel.Held("half a ", gate, "never", token));
        using var process = new TestProcess(home.Path, model, QueueMode.Queue);
        var first = await process.AcceptAsync("left behind");
        var own = await process.AcceptAsync("mine");
        using var stop = new CancellationTokenSource();
        var run = process.RunAsync(own, cancellationToken: stop.Token);
        await gate.Reached;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(new Dictionary<long, TurnFate> { [first] = TurnFate.Cancelled, [own] = TurnFate.Cancelled }, await process.FatesAsync());
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Theory]
    [InlineData(QueueMode.Queue, false)]
    [InlineData(QueueMode.Collect, false)]
    [InlineData(QueueMode.Queue, true)]
    public async Task Run_StoppedBeforeAnythingCame_LeavesTheMessageOfAnotherProcessPending(QueueMode mode, bool isPreparing)
    {
        var gate = new Gate();
        var model = new ScriptedModel((_, number, token) => number == 1 && !isPreparing ? ScriptedModel.Held("", gate, "never", token) : ScriptedModel.Text("said"));
        using var other = new TestProcess(home.Path, new ScriptedModel());
        using var process = new TestProcess(home.Path, model, mode);
        var theirs = await other.AcceptAsync("theirs");
        var own = await process.AcceptAsync("mine");
        using var stop = new CancellationTokenSource();
        if (isPreparing)
        {
            process.OnPrepare = _ =>
            {
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
            };
        }

        var run = process.RunAsync(own, cancellationToken: stop.Token);
        if (!isPreparing)
            await gate.Reached;
        await stop.CancelAsync();
        await run.ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Equal(new Dictionary<long, TurnFate> { [own] = TurnFate.Cancelled }, await process.FatesAsync());
        Assert.Equal([theirs], (await process.StateAsync()).Pending);
        process.OnPrepare = _ => { };
        await process.RunAsync();
        Assert.Equal(TurnFate.Answered, (await process.FatesAsync())[theirs]);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task Run_OwnMessageWasUndone_IsReportedAsCancelled()
    {
        using var process = new TestProcess(home.Path, new ScriptedModel());
        var own = await process.AcceptAsync("mine");
        await using (var session = await process.OpenAsync())
            await session.AppendAsync([new UndoEntry { Undoes = own, At = TimeProvider.System.GetUtcNow(), Actor = "owner" }], default);
        var ended = Assert.Single((await process.RunAsync(own)).OfType<TurnUpdate.Ended>());
        Assert.Equal(TurnFate.Cancelled, ended.Result.Fate);
    }

    [Fact]
    public async Task Run_SetupBreaks_TakesItsOwnMessageBack()
    {
        using var process = new TestProcess(home.Path, new ScriptedModel());
        var own = await process.AcceptAsync("mine");
        process.OnPrepare = _ => throw new InvalidOperationException("a bug");
        await Assert.ThrowsAsync<InvalidOperationException>(() => process.RunAsync(own));
        Assert.Equal(TurnFate.Refused, (await process.FatesAsync())[own]);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task Run_MessageComesBetweenChoosingAndTaking_JoinsTheTurn()
    {
        var model = new ScriptedModel();
        using var other = new TestProcess(home.Path, model);
        using var process = new TestProcess(home.Path, model, QueueMode.Steer)
        {
            Wrap = session => new BeforeTaking(session, () => other.AcceptAsync("two")),
        };
        await other.AcceptAsync("one");
        await process.RunAsync();
        Assert.Single(model.Requests);
        Assert.Equal([TurnFate.Answered, TurnFate.Answered], (await process.FatesAsync()).Values);
    }

    [Fact]
    public async Task Run_UpToTheOwnMessage_LeavesLaterOnes()
    {
        using var process = new TestProcess(home.Path, new ScriptedModel(), QueueMode.Queue);
        await process.AcceptAsync("one");
        var own = await process.AcceptAsync("two");
        await process.AcceptAsync("three");
        Assert.Equal(["1", "2"], (await process.RunAsync(own)).OfType<TurnUpdate.Ended>().Select(ended => string.Join(' ', ended.Result.Answers)));
        Assert.Equal([3], (await process.StateAsync()).Pending);
    }

    [Fact]
    public async Task Run_TurnCannotBegin_RefusesTheOwnMessageAndLeavesOthersPending()
    {
        var model = new ScriptedModel();
        using var process = new TestProcess(home.Path, model) { OnPrepare = _ => throw new LurkBotException("The budget is used up.") };
        var waiting = await process.AcceptAsync(Different(process.Key, "reply address"));
        var own = await process.AcceptAsync("mine");
        var ends = (await process.RunAsync(own)).OfType<TurnUpdate.Ended>().Select(ended => ended.Result).ToList();
        Assert.Equal([TurnFate.Failed, TurnFate.Refused], ends.Select(result => result.Fate));
        var fates = await process.FatesAsync();
        Assert.Equal(new Dictionary<long, TurnFate> { [own] = TurnFate.Refused }, fates);
        process.OnPrepare = _ => { };
        await process.SayAsync("again");
        Assert.Equal(TurnFate.Answered, (await process.FatesAsync())[waiting]);
        Assert.DoesNotContain("mine", model.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SteeringMessageDoesNotFit_HasItsOwnEnd()
    {
        var (gate, model) = (new Gate(), CallsOnce());
        using var process = WithHeldCommand(model, gate);
        await process.AcceptAsync("look");
        var run = process.RunAsync();
        await gate.Reached;
        var joined = await process.AcceptAsync(new string('x', 1_000_000));
        gate.Open();
        Assert.Equal(["1", joined.ToString(System.Globalization.CultureInfo.InvariantCulture)], (await run).OfType<TurnUpdate.Ended>().Select(ended => string.Join(' ', ended.Result.Answers)));
        Assert.Equal([TurnFate.Failed, TurnFate.Failed], (await process.FatesAsync()).Values);
    }

    [Fact]
    public async Task Run_LockingOff_AnswersOnlyWhatItsOwnProcessAccepted()
    {
        using var other = new TestProcess(home.Path, new ScriptedModel(), isLocking: false);
        var theirs = await other.AcceptAsync("theirs");
        using var process = new TestProcess(home.Path, new ScriptedModel(), isLocking: false);
        var own = await process.AcceptAsync("mine");
        Assert.Equal([own], Assert.Single((await process.RunAsync()).OfType<TurnUpdate.Ended>()).Result.Answers);
        Assert.Equal([theirs], (await process.StateAsync()).Pending);
    }

    [Fact]
    public async Task Run_LockingOffAndAnsweredMeanwhile_SecondAnswerIsRefused()
    {
        var gate = new Gate();
        using var process = new TestProcess(home.Path, new ScriptedModel((_, number, token) => ScriptedModel.Held("one ", gate, "reply", token)), isLocking: false);
        var id = await process.AcceptAsync("one");
        var first = process.RunAsync();
        await gate.Reached;
        process.Model = new ScriptedModel((_, _, _) => ScriptedModel.Text("the other"));
        await process.RunAsync();
        gate.Open();
        var late = Assert.Single((await first).OfType<TurnUpdate.Ended>()).Result;
        Assert.IsType<StaleLeaseException>(late.Error, exactMatch: false);
        Assert.Equal("the other", Assert.Single((await process.ReadAsync()).OfType<AssistantEntry>(), reply => reply.Answers.Contains(id)).Content);
    }

    [Fact]
    public async Task Run_EmptyReplyAfterATool_IsAnEnd()
    {
        var model = new ScriptedModel((_, number, _) => number == 1 ? ScriptedModel.Calls(("c1", "ls")) : Nothing());
        using var process = new TestProcess(home.Path, model);
        var id = await process.AcceptAsync("go");
        Assert.Equal((TurnFate.Answered, ""), (await process.RunAsync()).OfType<TurnUpdate.Ended>().Select(ended => (ended.Result.Fate, ended.Result.Reply)).Single());
        Assert.Equal(TurnFate.Answered, (await process.FatesAsync())[id]);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
        Assert.Empty((await process.RunAsync()).OfType<TurnUpdate.Ended>());
    }

    private static InboundMessage Different(SessionKey key, string difference)
    {
        var message = new InboundMessage(key, "different", TestProcess.Owner, ReplyAddress.Cli);
        return difference switch
        {
            "reply address" => message with { ReplyTo = new ReplyAddress("telegram:7") },
            "trust" => message with { Sender = new Sender("7", "Ben", Trust.Low) },
            "overrides" => message with { Door = new MessageOverrides("") { Model = "another" } },
            _ => message with { Origin = "schedule:morning" },
        };
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Nothing()
    {
        await Task.Yield();
        yield break;
    }

    private static ScriptedModel CallsOnce() => new((_, number, _) => number == 1 ? ScriptedModel.Calls(("c1", "ls")) : ScriptedModel.Text("done"));

    /// <summary>A steered process whose command runs until the gate opens.</summary>
    private TestProcess WithHeldCommand(ScriptedModel model, Gate gate) => new(home.Path, model, QueueMode.Steer, bash: async (_, token) =>
    {
        await gate.PassAsync(token);
        return "files";
    });

    /// <summary>Lets something happen once, just before a message is taken.</summary>
    private sealed class BeforeTaking(IStoredSession inner, Func<Task> happens) : DelegatingSession(inner)
    {
        private bool hasHappened;

        public override async ValueTask<IReadOnlyList<Entry>> AppendAsync(Func<SessionInfo, IReadOnlyList<Entry>> decide, CancellationToken cancellationToken)
        {
            if (!hasHappened)
            {
                hasHappened = true;
                await happens();
            }

            return await base.AppendAsync(decide, cancellationToken);
        }
    }
}
