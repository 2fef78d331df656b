using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Tests.Turns;
using LurkBot.Turns;

namespace LurkBot.Tests.Exchange;

/// <summary>Schedules and sessions that talk: neither gives what the other withholds.</summary>
public sealed class ScheduledExchangeTests
{
    private static readonly SessionKey A = SessionKey.Parse("cli:a:main"), B = SessionKey.Parse("cli:b:main");

    [Fact]
    public async Task Send_FromTheOwnersSchedule_BeginsAChain()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : messages[^1].Text.Contains("Tell b", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_send", ("to", B.ToString()), ("message", "Good morning")) : ScriptedModel.Text("Thanks."));
        await home.KeepAsync(B.ToString(), "hello");
        var schedule = home.Schedules.Add(A, null, "every day 8:00", TimeZoneInfo.Utc, "Tell b", ScheduleMaker.Owner);
        var reply = await FireAsync(home, schedule);
        Assert.StartsWith("Message queued for cli:b:main", reply, StringComparison.Ordinal);
        await Poll.UntilAsync(async () => (await home.ReadAsync(B.ToString())).Any(entry => entry is AssistantEntry));
        var sent = (await home.ReadAsync(B.ToString())).OfType<UserEntry>().Last();
        var origin = MessageOrigin.TryParse(sent.Origin)!;
        Assert.Equal((MessageOrigin.Session, A, 1), (origin.Kind, origin.Sender, origin.Hop));
        Assert.Contains(home.Model.Requests, request => request.Any(message => message.Contains($"[From Schedule {schedule.Id}, id schedule:{schedule.Id}, sent by session cli:a:main]\nGood morning", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_OfAModelsSchedule_NeitherSendsNorSchedules()
    {
        var results = new List<string>();
        await using var home = new ExchangeHome((messages, _) =>
        {
            if (ExchangeHome.ResultIn(messages) is not { } result)
                return ExchangeHome.Call("sessions_send", ("to", B.ToString()), ("message", "Hi"));
            results.Add(result);
            return results.Count == 1 ? ExchangeHome.Call("schedule", ("action", "propose"), ("when", "every day 9:00"), ("prompt", "Again")) : ScriptedModel.Text("Done.");
        });
        await home.KeepAsync(B.ToString(), "hello");
        var schedule = home.Schedules.Add(A, null, "every day 8:00", TimeZoneInfo.Utc, "Tell b", ScheduleMaker.Model);
        home.Schedules.Resume(schedule.Id);
        Assert.Equal("Done.", await FireAsync(home, schedule));
        Assert.Equal(2, results.Count);
        Assert.Single(await home.ReadAsync(B.ToString()));
        Assert.Single(home.Schedules.Read());
    }

    [Fact]
    public async Task Propose_WhenAnotherSessionAsks_IsForTheSessionThatProposesAndWaitsForTheOwner()
    {
        var hasNamed = false;
        await using var home = new ExchangeHome((messages, _) =>
        {
            if (ExchangeHome.ResultIn(messages) is { } result && (hasNamed || messages.Any(message => message.Text.Contains("Ask it", StringComparison.Ordinal))))
                return ScriptedModel.Text(result);
            if (messages[^1].Text.Contains("Ask it", StringComparison.Ordinal))
                return ExchangeHome.Call("sessions_send", ("to", B.ToString()), ("message", "Schedule it"), ("wait", true));
            // First for the session that asks, which no tool can.
            hasNamed = ExchangeHome.ResultIn(messages) is not null;
            return hasNamed
                ? ExchangeHome.Call("schedule", ("action", "propose"), ("when", "every day 9:00"), ("prompt", "Report"))
                : ExchangeHome.Call("schedule", ("action", "propose"), ("when", "every day 9:00"), ("prompt", "Report"), ("session", A.ToString()));
        });
        await home.KeepAsync(B.ToString(), "hello");
        await home.AskAsync(A.ToString(), "Ask it");
        var made = Assert.Single(home.Schedules.Read());
        Assert.Equal((B.ToString(), ScheduleState.Proposed, ScheduleMaker.Model), (made.Session, made.State, made.By));
        Assert.Equal([true, false], (await home.ReadAsync(B.ToString())).OfType<ToolEntry>().Select(result => result.Error));
    }

    [Theory]
    [InlineData("telegram:7:dm", Trust.Partial)]
    [InlineData("telegram:-7:group", Trust.Low)]
    public async Task Propose_InASessionOfOthers_IsRefused(string key, Trust trust)
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : ExchangeHome.Call("schedule", ("action", "propose"), ("when", "every day 9:00"), ("prompt", "Report"), ("session", A.ToString())));
        await home.KeepAsync(A.ToString(), "hello");
        await home.SayAsync(key, "Schedule it", new Sender("7", "Eve", trust));
        Assert.True(Assert.Single((await home.ReadAsync(key)).OfType<ToolEntry>()).Error);
        Assert.Empty(home.Schedules.Read());
    }

    [Fact]
    public async Task Answer_ToAQuestionOfASentMessage_IsForThatCallAlone()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result) : ExchangeHome.Call("write", ("path", "a.txt"), ("content", "hi")));
        await home.KeepAsync(B.ToString(), "hello");
        await home.Exchange.SendAsync(new LurkBot.Tools.ExchangeSender(new Sender("owner", "Ada", Trust.Full), "one") { Command = "test" }, B.ToString(), "Write it", wait: false, default);
        ApprovalEntry? question = null;
        await Poll.UntilAsync(async () => (question = (await home.ReadAsync(B.ToString())).OfType<ApprovalEntry>().FirstOrDefault()) is not null);
        await home.Assistant.AnswerAsync(B, question!, ApprovalDecision.Always, CancellationToken.None);
        var asked = (await home.SayAsync(B.ToString(), "Write it again")).OfType<TurnUpdate.ApprovalAsked>();
        Assert.Contains(asked, update => update.Question.Id != question!.Id);
        Assert.Single((await home.ReadAsync(B.ToString())).OfType<ToolEntry>());
    }

    [Fact]
    public async Task ReadAsync_RunThatWaitsForAnotherSession_RunsAndAsksNoOne()
    {
        var gate = new TaskCompletionSource();
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : messages[^1].Text.Contains("Ask b", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_send", ("to", B.ToString()), ("message", "How many?"), ("wait", true)) : AfterAsync(gate.Task));
        await home.KeepAsync(B.ToString(), "hello");
        var schedule = home.Schedules.Add(A, null, "every day 8:00", TimeZoneInfo.Utc, "Ask b", ScheduleMaker.Owner);
        var turn = FireAsync(home, schedule);
        await Poll.UntilAsync(async () => (await home.ReadAsync(A.ToString())).Any(entry => entry is ApprovalEntry));
        Assert.Equal("running", await FateAsync());
        gate.SetResult();
        await turn;
        Assert.Equal("answered", await FateAsync());

        async Task<string> FateAsync() => home.Schedules.Find(schedule.Id) is var known ? (await ScheduleOutcome.ReadAsync(home.Store, known, known.LastRun()!, default)).Fate : "";
    }

    private static async IAsyncEnumerable<Microsoft.Extensions.AI.ChatResponseUpdate> AfterAsync(Task gate)
    {
        await gate;
        await foreach (var update in ScriptedModel.Text("Seven."))
            yield return update;
    }

    /// <summary>Runs a schedule by hand, and has it answered.</summary>
    private static async Task<string> FireAsync(ExchangeHome home, Schedule schedule)
    {
        home.Schedules.Request(schedule.Id);
        var door = new ScheduleDoor(key => ScheduleDoor.Kept(key)!.Value, (message, cancellation) => home.Assistant.AcceptAsync(message, DoorRequest.Default, cancellation));
        var fired = Assert.Single(await new ScheduleRunner(home.Schedules, home.Store, door, TimeProvider.System).RunRequestsAsync(schedule.Id, CancellationToken.None));
        var reply = "";
        await foreach (var update in home.Assistant.RunAsync(fired.Key, fired.Entry, DoorRequest.Default, TestContext.Current.CancellationToken))
            reply = update is TurnUpdate.Ended ended ? ended.Result.Reply : reply;
        return reply;
    }
}
