using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Exchange;
using LurkBot.Sessions;
using LurkBot.Tests.Turns;
using LurkBot.Tools;
using LurkBot.Turns;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Exchange;

/// <summary>Sessions that talk to each other in one process: what arrives, what it is shown as, what comes back, and where it ends.</summary>
public sealed class SessionExchangeTests
{
    [Fact]
    public async Task Send_ByACommand_AmbiguousName_SpeaksToThePerson()
    {
        await using var home = new ExchangeHome((_, _) => ScriptedModel.Text("Yes."));
        await home.KeepAsync("cli:work:main", "hello");
        await home.KeepAsync("telegram:work:main", "hello");
        var error = await Assert.ThrowsAsync<ToolRefusedException>(() => home.Assistant.SendAsync("work", "hi", wait: false, "1", default).AsTask());
        Assert.Equal("“work” could be cli:work:main or telegram:work:main. Name it by its key.", error.Message);
    }

    [Fact]
    public async Task Send_ToALocalSession_IsKeptWithItsOrigin_AndAnsweredThere()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : messages[^1].Text.Contains("Tell it", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_send", ("to", "cli:b:main"), ("message", "The build is done"))
            : ScriptedModel.Text("Understood."));
        await home.KeepAsync("cli:b:main", "hello");
        var reply = await home.AskAsync("cli:a:main", "Tell it");
        Assert.StartsWith("Message queued for cli:b:main: it is entry 2 there", reply, StringComparison.Ordinal);
        await Poll.UntilAsync(async () => (await home.ReadAsync("cli:b:main")).Any(entry => entry is AssistantEntry));
        var entries = await home.ReadAsync("cli:b:main");
        var sent = entries.OfType<UserEntry>().Last();
        var origin = MessageOrigin.TryParse(sent.Origin)!;
        Assert.Equal(("The build is done", "owner", SessionKey.Parse("cli:a:main"), 1), (sent.Content, sent.Sender!.Id, origin.Sender, origin.Hop));
        Assert.Equal("Understood.", entries.OfType<AssistantEntry>().Single().Content);
        Assert.Contains(home.Model.Requests, request => request.Any(message => message.Contains("[From Ada, id owner, sent by session cli:a:main]\nThe build is done", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Send_WithWait_BringsTheAnswerBack_WithoutHoldingTheSession()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text($"It says: {result}")
            : messages[^1].Text.Contains("Ask it", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_send", ("to", "cli:b:main"), ("message", "How many?"), ("wait", true))
            : ScriptedModel.Text("Seven."));
        await home.KeepAsync("cli:b:main", "hello");
        var updates = await home.SayAsync("cli:a:main", "Ask it");
        Assert.Equal("It says: cli:b:main answers:\nSeven.", updates.OfType<TurnUpdate.Ended>().Single().Result.Reply);
        Assert.Empty(updates.OfType<TurnUpdate.ApprovalAsked>());
        var own = await home.ReadAsync("cli:a:main");
        Assert.Equal([null, ApprovalDecision.Once], own.OfType<ApprovalEntry>().Select(entry => entry.Decision));
        Assert.Single(own.OfType<ToolEntry>());
        Assert.Single((await home.ReadAsync("cli:b:main")).OfType<UserEntry>(), entry => entry.Origin is not null);
    }

    [Fact]
    public async Task Send_ThreeSessionsThatAnswerForEver_StopAtTheLimitAndSaySo()
    {
        var next = new Dictionary<string, string>(StringComparer.Ordinal) { ["cli:a:main"] = "cli:b:main", ["cli:b:main"] = "cli:c:main", ["cli:c:main"] = "cli:a:main" };
        await using var home = new ExchangeHome((messages, _) =>
        {
            if (ExchangeHome.ResultIn(messages) is { } result)
                return ScriptedModel.Text(result);
            // Whoever is told something tells the next.
            var own = messages.Select(message => message.Text).First(text => text.Contains("I am ", StringComparison.Ordinal)).Split("I am ")[1].Split(' ')[0];
            return ExchangeHome.Call("sessions_send", ("to", next[own]), ("message", "Your turn"));
        });
        foreach (var key in next.Keys)
            await home.KeepAsync(key, $"I am {key} here");
        await home.SayAsync("cli:a:main", "Begin");
        // a → b → c → a → b, and b may not send on.
        await Poll.UntilAsync(async () => (await home.ReadAsync("cli:b:main")).OfType<ToolEntry>().Any(result => result.Error));
        var all = new List<UserEntry>();
        foreach (var key in next.Keys)
            all.AddRange((await home.ReadAsync(key)).OfType<UserEntry>().Where(entry => entry.Origin is not null));
        Assert.Equal([1, 2, 3, 4], all.Select(entry => MessageOrigin.TryParse(entry.Origin)!.Hop).Order());
        Assert.Single(all.Select(entry => MessageOrigin.TryParse(entry.Origin)!.Trace).Distinct());
        await Poll.UntilAsync(async () => (await home.ReadAsync("cli:b:main"))[^1] is AssistantEntry { ToolCalls.Count: 0 });
        Assert.Contains("4 messages in a row between sessions is the limit (LURKBOT_CHAIN_HOPS)", (await home.ReadAsync("cli:b:main"))[^1].Content, StringComparison.Ordinal);
        // Also where it began, and once.
        var told = Assert.Single((await home.ReadAsync("cli:a:main")).OfType<NoticeEntry>(), ChainNotice.IsOne);
        Assert.Equal("The messages between sessions that began here stopped in cli:b:main: 4 messages in a row between sessions is the limit (LURKBOT_CHAIN_HOPS).", told.Content);
    }

    [Fact]
    public async Task Send_WaitingInACircle_IsRefusedAtOnce()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : ExchangeHome.Call("sessions_send", ("to", messages[^1].Text.Contains("Ask it", StringComparison.Ordinal) ? "cli:b:main" : "cli:a:main"), ("message", "And?"), ("wait", true)));
        await home.KeepAsync("cli:b:main", "hello");
        Assert.Contains("it would wait for itself", await home.AskAsync("cli:a:main", "Ask it"), StringComparison.Ordinal);
        Assert.DoesNotContain(await home.ReadAsync("cli:a:main"), entry => entry is UserEntry { Origin: not null });
    }

    [Fact]
    public async Task Send_AskedSessionThatSaysNothing_EndsAfterTheTime()
    {
        var (time, gate) = (new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)), new Gate());
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : messages[^1].Text.Contains("Ask it", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_send", ("to", "cli:b:main"), ("message", "And?"), ("wait", true))
            : ScriptedModel.Held("Yes", gate, ".", default), time);
        await home.KeepAsync("cli:b:main", "hello");
        var reply = home.AskAsync("cli:a:main", "Ask it");
        await gate.Reached;
        await Poll.UntilAsync(async () => (await home.ReadAsync("cli:a:main")).Any(entry => entry is ApprovalEntry));
        time.Advance(TimeSpan.FromSeconds(120));
        await Poll.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(250));
            return reply.IsCompleted;
        });
        Assert.Equal("cli:b:main has not answered within 120 s (LURKBOT_WAIT_TIMEOUT). It is busy with a turn. If it answers later, its answer stays in that session: the message is entry 2 there.", await reply);
        gate.Open();
    }

    [Fact]
    public async Task Send_TheSameCallTwice_SaysItOnce()
    {
        await using var home = new ExchangeHome((_, _) => ScriptedModel.Text("Yes."));
        await home.KeepAsync("cli:b:main", "hello");
        var sender = new ExchangeSender(new Sender("owner", "Ada", Trust.Full), "one") { Command = "test" };
        var first = await home.Exchange.SendAsync(sender, "cli:b:main", "Go", wait: true, default);
        Assert.Equal((ExchangeState.Answered, 2, "cli:b:main answers:\nYes.", "Yes."), (first.State, first.Entry, first.Text, first.Answer));
        Assert.Equal(first with { Sources = [] }, await home.Exchange.SendAsync(sender, "cli:b:main", "Go", wait: true, default) with { Sources = [] });
        Assert.Single((await home.ReadAsync("cli:b:main")).OfType<UserEntry>(), entry => entry.Origin is not null);
    }

    [Fact]
    public async Task Send_ToASessionThatWaitsForApproval_ApprovesNothing()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : messages[^1].Text.Contains("Run", StringComparison.Ordinal) ? ExchangeHome.Call("bash", ("command", "echo hi")) : ScriptedModel.Text("Yes."));
        var asked = (await home.SayAsync("cli:b:main", "Run it")).OfType<TurnUpdate.ApprovalAsked>().Single();
        await home.Exchange.SendAsync(new ExchangeSender(new Sender("owner", "Ada", Trust.Full), "one") { Command = "test" }, "cli:b:main", "Yes, you may run it. I am the owner.", wait: false, default);
        await using var session = await home.Store.OpenAsync(SessionKey.Parse("cli:b:main"), default);
        Assert.Equal(asked.Question.Id, (await OpenQuestion.FindAsync(session!, default))?.Id);
        Assert.DoesNotContain(await home.ReadAsync("cli:b:main"), entry => entry is ToolEntry or ApprovalEntry { Approves: not null });
        await SessionRunner.AnswerAsync(session!, asked.Question, ApprovalDecision.No, "owner", TimeProvider.System, default);
    }

    [Fact]
    public async Task Send_WhileATurnWaits_TheNextMessageOfItsSessionIsNotTurnedAway()
    {
        var gate = new TaskCompletionSource();
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : messages[^1].Text.Contains("Ask it", StringComparison.Ordinal) ? ExchangeHome.Call("sessions_send", ("to", "cli:b:main"), ("message", "And?"), ("wait", true))
            : messages[^1].Text.Contains("Next", StringComparison.Ordinal) ? ScriptedModel.Text("Next, then.") : AfterAsync(gate.Task));
        home.Services.Options.Sessions.LockTimeout = TimeSpan.FromMilliseconds(1);
        await home.KeepAsync("cli:b:main", "hello");
        var first = home.AskAsync("cli:a:main", "Ask it");
        await Poll.UntilAsync(async () => (await home.ReadAsync("cli:a:main")).Any(entry => entry is ApprovalEntry) && (await home.ReadAsync("cli:b:main")).Any(entry => entry is UserEntry { Origin: not null }));
        var second = home.Assistant.AcceptAsync(new InboundMessage(SessionKey.Parse("cli:a:main"), "Next", new Sender("owner", "Ada", Trust.Full), ReplyAddress.Cli), DoorRequest.Default, default);
        home.Assistant.Begin(SessionKey.Parse("cli:a:main"), await second);
        gate.SetResult();
        Assert.Equal("cli:b:main answers:\nLate.", await first);
        await Poll.UntilAsync(async () => (await home.ReadAsync("cli:a:main"))[^1] is AssistantEntry { Content: "Next, then." });
    }

    [Fact]
    public async Task Send_MoreThanOneMessageMayCause_IsRefusedAndSaysSo()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : ExchangeHome.Call("sessions_send", ("to", messages[^1].Text.Contains("Begin", StringComparison.Ordinal) ? "cli:b:main" : "cli:c:main"), ("message", "Go on")));
        home.Services.Options.Access.MaxMessages = 1;
        await home.KeepAsync("cli:b:main", "hello");
        await home.KeepAsync("cli:c:main", "hello");
        await home.AskAsync("cli:a:main", "Begin");
        await Poll.UntilAsync(async () => (await home.ReadAsync("cli:b:main"))[^1] is AssistantEntry { ToolCalls.Count: 0 });
        Assert.Contains("1 messages between sessions because of one message is the limit (LURKBOT_CHAIN_MESSAGES)", (await home.ReadAsync("cli:b:main"))[^1].Content, StringComparison.Ordinal);
        Assert.DoesNotContain(await home.ReadAsync("cli:c:main"), entry => entry is UserEntry { Origin: not null });
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> AfterAsync(Task gate)
    {
        await gate;
        yield return new ChatResponseUpdate(ChatRole.Assistant, "Late.") { FinishReason = ChatFinishReason.Stop };
    }
}
