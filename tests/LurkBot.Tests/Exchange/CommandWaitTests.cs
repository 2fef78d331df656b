using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Turns;
using LurkBot.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Exchange;

/// <summary><c>lurkbot sessions send --wait</c> without a gateway: the wait ends in time whatever the session does, says why, and so does the process.</summary>
public sealed class CommandWaitTests
{
    private const string B = "cli:b:main";

    private static readonly ExchangeSender Command = new(new Sender("owner", "Ada", Trust.Full), "one") { Command = "test" };

    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public async Task Wait_ForAnApproval_SaysSoAtOnce_AndTheProcessEnds()
    {
        await using var home = await HomeAsync((_, _) => ExchangeHome.Call("bash", ("command", "echo hi")));
        var sent = await OverAsync(home.Exchange.SendAsync(Command, B, "Run it", wait: true, TestContext.Current.CancellationToken).AsTask());
        var question = (await home.ReadAsync(B)).OfType<ApprovalEntry>().Single();
        Assert.Equal((ExchangeState.WaitingForApproval, question.Id, "bash", null), (sent.State, sent.Approval!.Id, sent.Approval.Name, sent.Answer));
        Assert.Equal($"cli:b:main has not answered: it waits for an approval of bash (entry {question.Id} there). To answer it, the owner runs: lurkbot chat --session cli:b:main\nThe message is entry 2 there, and its answer stays in that session.", sent.Text);
        await EndsAsync(home);
        // Who approves it later finds it as it was.
        Assert.DoesNotContain(await home.ReadAsync(B), entry => entry is NoticeEntry { Fate: not null } or StopEntry or ApprovalEntry { Approves: not null });
    }

    [Fact]
    public async Task Wait_BehindAnotherMessagesApproval_SaysSoAtOnce()
    {
        await using var home = await HomeAsync((_, _) => ExchangeHome.Call("bash", ("command", "echo hi")));
        var question = (await OverAsync(home.Exchange.SendAsync(Command, B, "Run it", wait: true, TestContext.Current.CancellationToken).AsTask())).Approval!;
        var sent = await OverAsync(home.Exchange.SendAsync(Command with { Idempotency = "two" }, B, "And?", wait: true, TestContext.Current.CancellationToken).AsTask());
        Assert.Equal((ExchangeState.WaitingForApproval, question.Id, "has an earlier message to answer, which waits for an approval of bash"), (sent.State, sent.Approval!.Id, sent.Reason));
        Assert.StartsWith($"cli:b:main has not answered: it has an earlier message to answer, which waits for an approval of bash (entry {question.Id} there). To answer it,", sent.Text, StringComparison.Ordinal);
        var queued = await home.Exchange.SendAsync(Command with { Idempotency = "three" }, B, "And then?", wait: false, default);
        Assert.Equal((ExchangeState.Queued, question.Id), (queued.State, queued.Approval!.Id));
        Assert.EndsWith($"that session answers it by itself once an earlier message there is answered, which waits for an approval of bash (entry {question.Id}).", queued.Text, StringComparison.Ordinal);
        await EndsAsync(home);
    }

    [Fact]
    public async Task Wait_ForAModelThatNeverAnswers_EndsInTime_AndStopsItsTurn()
    {
        var gate = new Gate();
        await using var home = await HomeAsync((_, cancellation) => ScriptedModel.Held("Thinking", gate, ".", cancellation));
        var sending = home.Exchange.SendAsync(Command, B, "And?", wait: true, TestContext.Current.CancellationToken).AsTask();
        await gate.Reached;
        var sent = await OverAsync(sending);
        Assert.Equal(ExchangeState.TimedOut, sent.State);
        Assert.StartsWith("cli:b:main has not answered within 120 s (LURKBOT_WAIT_TIMEOUT). Its turn was stopped", sent.Text, StringComparison.Ordinal);
        var end = Assert.IsType<NoticeEntry>((await home.ReadAsync(B))[^1]);
        Assert.Equal((TurnFate.Cancelled, "Cancelled: lurkbot sessions send waited 120 s for the answer (LURKBOT_WAIT_TIMEOUT)."), (end.Fate, end.Content));
        await EndsAsync(home);
    }

    [Fact]
    public async Task Wait_ForASubagentThatNeverEnds_EndsInTime_AndStopsBoth()
    {
        var gate = new Gate();
        await using var home = await HomeAsync((messages, cancellation) => messages[^1].Text.Contains("Begin", StringComparison.Ordinal)
            ? ExchangeHome.Call("sessions_spawn", ("task", "Count")) : ScriptedModel.Held("One", gate, ".", cancellation));
        var sending = home.Exchange.SendAsync(Command, B, "Begin", wait: true, TestContext.Current.CancellationToken).AsTask();
        await gate.Reached;
        await Poll.UntilAsync(async () => (await home.ReadAsync(B)).Any(entry => entry is ApprovalEntry));
        Assert.Equal(ExchangeState.TimedOut, (await OverAsync(sending)).State);
        Assert.Equal(TurnFate.Cancelled, (await home.ReadAsync(B)).OfType<NoticeEntry>().Single(notice => notice.Fate is not null).Fate);
        await EndsAsync(home);
        var child = Assert.Single((await home.Store.ListAsync(default)).Sessions, info => info.Key.Type is SessionType.Subagent);
        Assert.Empty(child.Turns!.Open);
    }

    [Fact]
    public async Task Wait_ForASessionThatAnotherProcessHolds_EndsInTime_AndTheMessageStays()
    {
        await using var home = await HomeAsync((_, _) => ScriptedModel.Text("Yes."));
        await using var other = await home.Store.OpenAsync(SessionKey.Parse(B), default);
        await using var lease = await other!.TakeTurnAsync(new TurnLeaseRequest("other", TimeSpan.Zero), default);
        var sending = home.Exchange.SendAsync(Command, B, "And?", wait: true, TestContext.Current.CancellationToken).AsTask();
        await Poll.UntilAsync(async () => (await home.ReadAsync(B)).Any(entry => entry is UserEntry { Origin: not null }));
        var sent = await OverAsync(sending);
        Assert.Equal("cli:b:main has not answered within 120 s (LURKBOT_WAIT_TIMEOUT). It is busy with a turn. If it answers later, its answer stays in that session: the message is entry 2 there.", sent.Text);
        await EndsAsync(home);
        Assert.Equal([2], (await home.Store.FindAsync(SessionKey.Parse(B), default))!.Turns!.Pending);
    }

    [Fact]
    public async Task Wait_ForASessionWhoseFileIsLocked_EndsInTime_AndNothingIsSaid()
    {
        await using var home = await HomeAsync((_, _) => ScriptedModel.Text("Yes."), onDisk: true);
        await using var other = await home.Store.OpenAsync(SessionKey.Parse(B), default);
        var (holds, free) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new ManualResetEventSlim());
        var holding = Task.Run(async () => await other!.AppendAsync(
            _ =>
            {
                holds.SetResult();
                free.Wait();
                return [];
            },
            default));
        await holds.Task;
        // The wait for a file's lock is the thread's.
        var sending = Task.Run(() => home.Exchange.SendAsync(Command, B, "And?", wait: true, TestContext.Current.CancellationToken).AsTask());
        var refused = await Assert.ThrowsAsync<ToolRefusedException>(() => OverAsync(sending));
        Assert.Equal((ErrorKind.Busy, "Not sent: another process kept cli:b:main locked for 120 s (LURKBOT_WAIT_TIMEOUT). Try again later."), (refused.Kind, refused.Message));
        free.Set();
        await holding;
        Assert.DoesNotContain(await home.ReadAsync(B), entry => entry is UserEntry { Origin: not null });
    }

    [Fact]
    public async Task Wait_StoppedWithCtrlC_EndsTheTurn_AndTheProcess()
    {
        var gate = new Gate();
        await using var home = await HomeAsync((_, cancellation) => ScriptedModel.Held("Thinking", gate, ".", cancellation));
        using var stop = new CancellationTokenSource();
        var sending = home.Exchange.SendAsync(Command, B, "And?", wait: true, stop.Token).AsTask();
        await gate.Reached;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal("Cancelled by the user.", Assert.IsType<NoticeEntry>((await home.ReadAsync(B))[^1]).Content);
        await EndsAsync(home);
    }

    [Fact]
    public async Task Send_ToASessionThatThenWaitsForAnApproval_LetsTheProcessEnd()
    {
        await using var home = await HomeAsync((_, _) => ExchangeHome.Call("bash", ("command", "echo hi")));
        // A second message waits behind the question.
        await home.Exchange.SendAsync(Command, B, "Run it", wait: false, default);
        await home.Exchange.SendAsync(Command with { Idempotency = "two" }, B, "And then?", wait: false, default);
        await EndsAsync(home);
        Assert.Contains(await home.ReadAsync(B), entry => entry is ApprovalEntry);
    }

    [Fact]
    public async Task Finish_OnceTheProcessHasNothingMoreToDo_SaysWhyThereIsNoAnswer()
    {
        await using var home = await HomeAsync((messages, _) => messages[^1].Text.Contains("Fail", StringComparison.Ordinal) ? throw new LurkBotException("The model is gone.") : ScriptedModel.Text("Yes."));
        async Task<string?> FinishAsync(string text) =>
            await home.Assistant.FinishAsync(SentJson.Of(B, waited: false, await home.Exchange.SendAsync(Command with { Idempotency = text }, B, text, wait: false, default)), default);
        Assert.Null(await FinishAsync("And?"));
        Assert.Equal("cli:b:main did not answer: The model is gone.", await FinishAsync("Fail"));
    }

    [Fact]
    public async Task WaitOfAModel_ForAnApproval_SaysSoAtOnce()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : messages[^1].Text.Contains("Ask it", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_send", ("to", B), ("message", "Run it"), ("wait", true))
            : ExchangeHome.Call("bash", ("command", "echo hi")));
        await home.KeepAsync(B, "hello");
        Assert.StartsWith("cli:b:main has not answered: it waits for an approval of bash (entry ", await home.AskAsync("cli:a:main", "Ask it"), StringComparison.Ordinal);
    }

    private async Task<ExchangeHome> HomeAsync(Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> model, bool onDisk = false)
    {
        var home = new ExchangeHome(model, time, onDisk);
        await home.KeepAsync(B, "hello");
        return home;
    }

    /// <summary>Lets the clock go to the end of the wait.</summary>
    private async Task<ExchangeResult> OverAsync(Task<ExchangeResult> sending)
    {
        await Poll.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            return sending.IsCompleted;
        });
        return await sending;
    }

    /// <summary>The process ends although the clock stands still.</summary>
    private static Task EndsAsync(ExchangeHome home) => home.Assistant.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
}
