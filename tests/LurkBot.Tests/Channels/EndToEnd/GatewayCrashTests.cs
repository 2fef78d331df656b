using System.Diagnostics;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Cli;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Channels;

/// <summary>
/// The gateway is killed at each point of a message's way: the next start leaves each message with one fate, each reply at most once, and no tool with a
/// result runs again (invariants 1, 4 and 12). What was acknowledged to the platform was accepted before, so there is no point between those two.
/// </summary>
public sealed class GatewayCrashTests : IAsyncLifetime
{
    private static readonly SessionKey Key = SessionKey.Parse("telegram:42:main");

    private readonly ChatHome home = new();
    private BotApiStage stage = null!;

    public async ValueTask InitializeAsync() => stage = await BotApiStage.StartAsync();

    public async ValueTask DisposeAsync()
    {
        home.Dispose();
        await stage.DisposeAsync();
    }

    [Fact]
    public async Task Kill_ReceivedAndNotStored_ComesAgainAndIsAnswered()
    {
        var gateway = await StartAsync();
        using (KillLedger.Hold(home))
        {
            var polled = Polled;
            stage.Server.SendText(stage.Private, stage.Ada, "first");
            await stage.Server.UntilAsync(() => Polled > polled);
            await gateway.KillAsync();
        }

        await AssertAnsweredAfterRestartAsync("first");
    }

    [Fact]
    public async Task Kill_InTheMiddleOfAccept_ComesAgainAndIsAnsweredOnce()
    {
        var gateway = await StartAsync();
        using (await home.HoldAppendsAsync(Key))
        {
            stage.Server.SendText(stage.Private, stage.Ada, "first");
            await UntilAsync(rows => rows.Inbound.Any(row => row.State is InboundState.Received && row.Address.EndsWith(":42", StringComparison.Ordinal)));
            await gateway.KillAsync();
        }

        await AssertAnsweredAfterRestartAsync("first");
    }

    [Fact]
    public async Task Kill_AcceptedAndNotAcknowledged_IsAnsweredOnce()
    {
        var gateway = await StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "first");
        await home.Model.NextAsync();
        await gateway.KillAsync();
        stage.Server.RepeatUpdates(3);
        await AssertAnsweredAfterRestartAsync("first");
    }

    [Fact]
    public async Task Kill_AcceptedAndNotRunning_IsAnsweredOnce()
    {
        var gateway = await StartAsync();
        var (session, lease) = await home.TakeTurnAsync(key: Key);
        stage.Server.SendText(stage.Private, stage.Ada, "first");
        await UntilAsync(rows => rows.Inbound.Any(row => row.State is InboundState.Accepted));
        await gateway.KillAsync();
        await lease.DisposeAsync();
        await session.DisposeAsync();
        await AssertAnsweredAfterRestartAsync("first");
    }

    [Fact]
    public async Task Kill_BetweenTwoPartsOfAPaste_IsAnsweredOnceAsOneText()
    {
        var gateway = await StartAsync();
        var (session, lease) = await home.TakeTurnAsync(key: Key);
        await stage.Server.UntilAsync(() => stage.Bot.Updates.IsPolled);
        var fault = stage.Server.Fail("getUpdates", FaultKind.DropBefore, times: int.MaxValue);
        stage.Server.SendText(stage.Private, stage.Ada, new string('a', 4096));
        // The poll that waited has the first part; no later one gets anything.
        await stage.Server.UntilAsync(() => !stage.Bot.Updates.IsPolled);
        stage.Server.SendText(stage.Private, stage.Ada, "the end");
        await UntilAsync(rows => rows.Inbound.Any(row => row.State is InboundState.Accepted));
        await gateway.KillAsync();
        fault.Times = 0;
        await lease.DisposeAsync();
        await session.DisposeAsync();
        home.Model.Says = "Read.";
        await StartAsync();
        await stage.Server.UntilAsync(() => Answers.Count > 0);
        await AssertSettledAsync();
        Assert.Equal(["Read."], Answers);
        await using var stored = (await home.Store.OpenAsync(Key, default))!;
        var entries = await stored.ReadAllAsync(default);
        Assert.Equal(["the end"], entries.OfType<UserEntry>().Skip(1).Select(entry => entry.Content));
        Assert.Single(entries.OfType<UserEntry>().Select(entry => entry.PartOf).Distinct());
        Assert.Equal([1, 2], Assert.Single(entries.OfType<AssistantEntry>()).Answers);
    }

    [Fact]
    public async Task Kill_InTheMiddleOfTheTurn_IsAnsweredOnce()
    {
        var gateway = await StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "first");
        await (await home.Model.NextAsync()).SendAsync("Half ");
        await stage.Server.UntilAsync(() => stage.Server.Draft(stage.Private) is not null);
        await gateway.KillAsync();
        await AssertAnsweredAfterRestartAsync("first");
    }

    [Fact]
    public async Task Kill_ReplyStoredAndNotSent_IsSentOnceWithoutAskingAgain()
    {
        var gateway = await StartAsync();
        stage.Server.Fail("sendMessage", FaultKind.Refuse, times: 1, refusal: BotApiException.TooManyRequests(1));
        stage.Server.SendText(stage.Private, stage.Ada, "first");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Reply to first"));
        await UntilAsync(rows => rows.Outbound.Any(row => row.State is OutboundState.Pending && row.Attempts == 1));
        await gateway.KillAsync();
        await StartAsync();
        await stage.Server.UntilAsync(() => Answers.Count == 1);
        Assert.Equal(["Reply to first"], Answers);
        Assert.Single(home.Model.Bodies);
        await AssertSettledAsync();
    }

    [Fact]
    public async Task Kill_RequestWrittenAndNoAnswer_IsMaybeSentAndNotRepeated()
    {
        var gateway = await StartAsync();
        var held = stage.Server.Fail("sendMessage", FaultKind.Hold);
        stage.Server.SendText(stage.Private, stage.Ada, "first");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Reply to first"));
        await held.Hit.Task;
        await gateway.KillAsync();
        await StartAsync();
        await AssertGoesOnAsync("Reply to first");
        Assert.Equal([OutboundState.MaybeSent, OutboundState.Sent], (await AssertSettledAsync()).Outbound.Select(row => row.State));
    }

    [Fact]
    public async Task Kill_AnswerReadAndNotStored_IsMaybeSentAndNotRepeated()
    {
        var gateway = await StartAsync();
        var held = stage.Server.Fail("sendMessage", FaultKind.Hold);
        stage.Server.SendText(stage.Private, stage.Ada, "first");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Reply to first"));
        await held.Hit.Task;
        using (KillLedger.Hold(home))
        {
            held.Released.SetResult();
            await stage.Server.UntilAsync(() => stage.Server.Requests.Any(request => request.Method == "sendMessage" && request.Status == 200));
            await gateway.KillAsync();
        }

        await StartAsync();
        await AssertGoesOnAsync("Reply to first");
        Assert.Equal([OutboundState.MaybeSent, OutboundState.Sent], (await AssertSettledAsync()).Outbound.Select(row => row.State));
    }

    [Fact]
    public async Task Kill_AtTheSecondOfThreeParts_SendsTheThirdAndRepeatsNone()
    {
        var gateway = await StartAsync();
        var held = stage.Server.Fail("sendMessage", FaultKind.Hold, skip: 1);
        var reply = string.Join("\n\n", Enumerable.Range(0, 30).Select(i => $"{i}. {new string((char)('a' + (i % 26)), 380)}"));
        stage.Server.SendText(stage.Private, stage.Ada, "first");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say(reply));
        await held.Hit.Task;
        await gateway.KillAsync();
        await StartAsync();
        await stage.Server.UntilAsync(() => Answers.Count == 3);
        Assert.Equal([OutboundState.Sent, OutboundState.MaybeSent, OutboundState.Sent], (await AssertSettledAsync()).Outbound.Select(row => row.State));
        Assert.Equal(3, Answers.Count);
    }

    [Fact]
    public async Task Kill_ApprovalPressedAndNotStored_TakesThePressAgain()
    {
        (string, string)[] asks = [("LURKBOT_TOOL_ASK", "bash")];
        var gateway = await StartAsync(asks);
        stage.Server.SendText(stage.Private, stage.Ada, "first");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "bash", """{"command":"echo x >>begun"}""")));
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Private).Any(message => message.Buttons.Any()));
        var question = stage.Server.Answers(stage.Private).Single(message => message.Buttons.Any());
        using (await home.HoldAppendsAsync(Key))
        {
            var polled = Polled;
            stage.Server.Press(stage.Ada, question, (string)question.Buttons.First()["callback_data"]!);
            await stage.Server.UntilAsync(() => Polled > polled);
            await gateway.KillAsync();
        }

        await StartAsync(asks);
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Done."));
        await stage.Server.UntilAsync(() => Answers.Contains("Done."));
        Assert.Equal("x\n", await File.ReadAllTextAsync(Path.Combine(home.Path, "workspaces", "telegram_42_main", "begun")));
        Assert.Single(stage.Server.Answers(stage.Private), message => message.Text.Contains("May bash run this?", StringComparison.Ordinal) || message.Text.StartsWith("bash:", StringComparison.Ordinal));
        await AssertSettledAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Kill_WhileAQuestionIsSent_AsksAgain_AndTheFirstAnswerCounts(int pressed)
    {
        (string, string)[] asks = [("LURKBOT_TOOL_ASK", "bash")];
        var gateway = await StartAsync(asks);
        stage.Server.SendText(stage.Private, stage.Ada, "first");
        var held = stage.Server.Fail("sendMessage", FaultKind.Hold);
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Call(("c1", "bash", """{"command":"echo x >>begun"}""")));
        await held.Hit.Task;
        await gateway.KillAsync();
        await StartAsync(asks);
        await stage.Server.UntilAsync(() => Questions().Count == 2);
        var question = Questions()[pressed];
        stage.Server.Press(stage.Ada, question, (string)question.Buttons.First()["callback_data"]!);
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Done."));
        await stage.Server.UntilAsync(() => Answers.Contains("Done.") && !Questions()[1].Buttons.Any() && (pressed == 1 || !Questions()[0].Buttons.Any()));
        Assert.Equal("x\n", await File.ReadAllTextAsync(Path.Combine(home.Path, "workspaces", "telegram_42_main", "begun")));
        await AssertSettledAsync();

        List<ServerMessage> Questions() => [.. stage.Server.Answers(stage.Private).Where(message => message.Text.StartsWith("May bash run this?", StringComparison.Ordinal))];
    }

    private IReadOnlyList<string> Answers => [.. stage.Server.Answers(stage.Private).Select(message => message.Text)];

    /// <summary>How many polls gave something.</summary>
    private int Polled => stage.Server.Requests.Count(request => request is { Method: "getUpdates", Status: 200 });

    private Task<Process> StartAsync(params (string Name, string Value)[] variables) =>
        home.StartGatewayAsync([("LURKBOT_TELEGRAM__BOT_TOKEN", BotApiStage.Token), ("LURKBOT_TELEGRAM__BASE_URL", stage.Server.BaseUrl), ("LURKBOT_TELEGRAM__OWNER", "42"), .. variables]);

    private async Task AssertAnsweredAfterRestartAsync(string said)
    {
        home.Model.Says = "Reply to " + said;
        await StartAsync();
        await stage.Server.UntilAsync(() => Answers.Count > 0);
        var rows = await AssertSettledAsync();
        Assert.Equal(["Reply to " + said], Answers);
        Assert.Single(rows.Inbound, row => row.State is InboundState.Answered);
    }

    /// <summary>The next message is answered, and what came before is there once.</summary>
    private async Task AssertGoesOnAsync(string before)
    {
        home.Model.Says = "Second.";
        stage.Server.SendText(stage.Private, stage.Ada, "second");
        await stage.Server.UntilAsync(() => Answers.Contains("Second."));
        Assert.Equal([before, "Second."], Answers);
    }

    /// <summary>Each message has one fate in the file, and the ledger says the same.</summary>
    private async Task<LedgerRows> AssertSettledAsync()
    {
        var rows = await UntilAsync(rows => rows.Inbound.All(row => row.IsOver) && rows.Outbound.All(row => row.IsOver));
        await using var session = (await home.Store.OpenAsync(Key, default))!;
        var entries = await session.ReadAllAsync(default);
        foreach (var message in entries.OfType<UserEntry>())
            Assert.Single(entries.OfType<ITurnMark>(), mark => mark.Answers.Contains(message.Id));
        Assert.Equal(entries.OfType<UserEntry>().Select(entry => entry.Source).Order(StringComparer.Ordinal), rows.Inbound.Where(row => row.Entry is not null).Select(row => row.Source).Order(StringComparer.Ordinal));
        return rows;
    }

    private Task<LedgerRows> UntilAsync(Func<LedgerRows, bool> isSo) => KillLedger.UntilAsync(home, isSo);
}
