using System.Diagnostics;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Cli;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Channels;

/// <summary>The gateway is killed at points of a message's way on Discord, which tells what it has: each message has one fate, and each reply is there exactly once.</summary>
public sealed class DiscordCrashTests : IAsyncLifetime
{
    private const string Send = "POST /channels/{channel}/messages";

    private readonly ChatHome home = new();
    private DiscordStage stage = null!;

    private IReadOnlyList<string> Answers => [.. stage.Server.Answers(stage.Direct).Select(message => message.Content)];

    public async ValueTask InitializeAsync() => stage = await DiscordStage.StartAsync();

    public async ValueTask DisposeAsync()
    {
        home.Dispose();
        await stage.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kill_ReceivedAndNotStored_ComesAgain(bool canResume)
    {
        var gateway = await StartAsync();
        await AskAsync("zeroth");
        using (KillLedger.Hold(home))
        {
            var before = stage.Server.Gateway.Online[0].Session!.Sequence;
            stage.Server.Say(stage.Direct, stage.Ada, "first");
            await stage.Server.UntilAsync(() => stage.Server.Gateway.Online[0].Session!.Sequence > before);
            await gateway.KillAsync();
        }

        if (!canResume)
            stage.Server.Gateway.LoseSessions();
        home.Model.Says = "Reply to first";
        await StartAsync();
        await stage.Server.UntilAsync(() => Answers.Contains("Reply to first"));
        await AssertSettledAsync();
        Assert.Equal(["Reply to zeroth", "Reply to first"], Answers);
    }

    [Fact]
    public async Task Kill_AcceptedAndNotRunning_IsAnsweredOnce()
    {
        var gateway = await StartAsync();
        await AskAsync("zeroth");
        stage.Server.Say(stage.Direct, stage.Ada, "first");
        await home.Model.NextAsync();
        await gateway.KillAsync();
        home.Model.Says = "Reply to first";
        await StartAsync();
        await stage.Server.UntilAsync(() => Answers.Contains("Reply to first"));
        await AssertSettledAsync();
        Assert.Equal(["Reply to zeroth", "Reply to first"], Answers);
    }

    [Theory]
    [InlineData(FaultKind.Hold)]
    [InlineData(FaultKind.DropBefore)]
    public async Task Kill_RequestWrittenAndNoAnswer_IsSentExactlyOnce(object kind)
    {
        var gateway = await StartAsync();
        await AskAsync("zeroth");
        var fault = stage.Server.Fail(Send, (FaultKind)kind);
        stage.Server.Say(stage.Direct, stage.Ada, "first");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Reply to first"));
        await fault.Hit.Task;
        await gateway.KillAsync();
        fault.Released.TrySetResult();
        await StartAsync();
        await stage.Server.UntilAsync(() => Answers.Contains("Reply to first"));
        Assert.All((await AssertSettledAsync()).Outbound, row => Assert.Equal(OutboundState.Sent, row.State));
        Assert.Equal(["Reply to zeroth", "Reply to first"], Answers);
    }

    [Fact]
    public async Task Kill_AtTheSecondOfThreeParts_SendsEachOnce()
    {
        var gateway = await StartAsync();
        await AskAsync("zeroth");
        var held = stage.Server.Fail(Send, FaultKind.Hold, skip: 1);
        var reply = string.Join("\n\n", Enumerable.Range(0, 15).Select(i => $"{i}: {new string((char)('a' + i), 330)}"));
        stage.Server.Say(stage.Direct, stage.Ada, "first");
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say(reply));
        await held.Hit.Task;
        await gateway.KillAsync();
        held.Released.TrySetResult();
        await StartAsync();
        await stage.Server.UntilAsync(() => Answers.Count >= 4);
        Assert.All((await AssertSettledAsync()).Outbound, row => Assert.Equal(OutboundState.Sent, row.State));
        Assert.Equal(4, Answers.Count);
        Assert.Equal("abcdefghijklmno", string.Concat(string.Join("\n\n", Answers.Skip(1)).Split("\n\n").Select(paragraph => paragraph[^1])));
    }

    [Fact]
    public async Task Kill_WhileACommandIsCarriedOut_ItsAnswerSaysSo()
    {
        var gateway = await StartAsync();
        await AskAsync("zeroth");
        DiscordInvocation used;
        using (await home.HoldAppendsAsync(Main))
        {
            used = await UseAsync("new");
            await KillLedger.UntilAsync(home, rows => rows.Inbound.Any(row => row.State is InboundState.Running && row.Entry is null));
            await gateway.KillAsync();
        }

        Assert.True(used.IsThinking);
        await StartAsync();
        await stage.Server.UntilAsync(() => !used.IsThinking);
        Assert.StartsWith("LurkBot stopped while it carried out this command.", used.Original!.Content, StringComparison.Ordinal);
        await AssertSettledAsync();
        Assert.Equal(["Reply to zeroth", used.Original.Content], Answers);
    }

    [Fact]
    public async Task Kill_AnswerToACommandStoredAndNotSent_TakesThePlaceOfTheFirst()
    {
        const string Edit = "PATCH /webhooks/{application}/{token}/messages/{message}";
        var gateway = await StartAsync();
        await AskAsync("zeroth");
        var refused = stage.Server.Fail(Edit, FaultKind.Refuse, times: int.MaxValue, refusal: RestRefusal.RateLimited(1));
        var used = await UseAsync("status");
        await refused.Hit.Task;
        await KillLedger.UntilAsync(home, rows => rows.Outbound.Any(row => row is { State: OutboundState.Pending, Attempts: > 0 }));
        await gateway.KillAsync();
        refused.Times = 0;
        await StartAsync();
        await stage.Server.UntilAsync(() => !used.IsThinking);
        Assert.StartsWith("Session discord", used.Original!.Content, StringComparison.Ordinal);
        Assert.All((await AssertSettledAsync()).Outbound, row => Assert.Equal(OutboundState.Sent, row.State));
        Assert.Equal(["Reply to zeroth", used.Original.Content], Answers);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(home.Path, SqliteDeliveryLedger.FileName)));
        Assert.Equal("", await ReadCursorAsync("discord/interactions"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Kill_CommandReceivedAndNotTaken_ComesAgainOrSaysSo(bool canResume)
    {
        var gateway = await StartAsync();
        await AskAsync("zeroth");
        DiscordInvocation used;
        using (await home.HoldAppendsAsync(Main))
        {
            // What is accepted before it is held.
            stage.Server.Say(stage.Direct, stage.Ada, "first");
            await KillLedger.UntilAsync(home, rows => rows.Inbound.Any(row => row.State is InboundState.Received));
            used = await UseAsync("status");
            await gateway.KillAsync();
        }

        if (!canResume)
            stage.Server.Gateway.LoseSessions();
        home.Model.Says = "Reply to first";
        await StartAsync();
        await stage.Server.UntilAsync(() => !used.IsThinking && Answers.Contains("Reply to first"));
        Assert.StartsWith(canResume ? "Session discord" : "LurkBot stopped before it could carry this out.", used.Original!.Content, StringComparison.Ordinal);
        var row = Assert.Single((await AssertSettledAsync()).Inbound, row => row.Source.Contains(used.Id, StringComparison.Ordinal));
        Assert.Equal(canResume ? InboundState.Answered : InboundState.Refused, row.State);
        Assert.Equal(3, Answers.Count);
    }

    private SessionKey Main => SessionKey.Parse($"discord:{stage.Ada.Id}:main");

    /// <summary>A command whose person sees "thinking…".</summary>
    private async Task<DiscordInvocation> UseAsync(string command)
    {
        await stage.Server.UntilAsync(() => stage.Bot.Commands.Count > 0);
        var used = stage.Server.Use(stage.Direct, stage.Ada, command);
        await stage.Server.UntilAsync(() => used.Answer is not null);
        return used;
    }

    private async Task<string?> ReadCursorAsync(string name)
    {
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, TimeProvider.System);
        return await ledger.ReadCursorAsync(name, default);
    }

    private async Task AskAsync(string text)
    {
        stage.Server.Say(stage.Direct, stage.Ada, text);
        await (await home.Model.NextAsync()).FinishAsync(ProviderReply.Say("Reply to " + text));
        await stage.Server.UntilAsync(() => Answers.Contains("Reply to " + text));
        await AssertSettledAsync();
    }

    private async Task<Process> StartAsync()
    {
        var gateway = await home.StartGatewayAsync([("LURKBOT_DISCORD__BOT_TOKEN", DiscordStage.Token), ("LURKBOT_DISCORD__BASE_URL", stage.Server.BaseUrl + "/api"), ("LURKBOT_DISCORD__OWNER", stage.Ada.Id)]);
        await stage.Server.UntilAsync(() => stage.Server.Gateway.Online.Count == 1);
        return gateway;
    }

    /// <summary>Each message has one fate in the file, and nothing is under way.</summary>
    private async Task<LedgerRows> AssertSettledAsync()
    {
        LedgerRows? rows = null;
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, TimeProvider.System);
        await Poll.UntilAsync(async () => (rows = await ledger.ReadAsync(new LedgerFilter(), default)).Inbound.All(row => row.IsOver) && rows.Outbound.All(row => row.IsOver));
        await using var session = (await home.Store.OpenAsync(Main, default))!;
        var entries = await session.ReadAllAsync(default);
        foreach (var message in entries.OfType<UserEntry>())
            Assert.Single(entries.OfType<ITurnMark>(), mark => mark.Answers.Contains(message.Id));
        return rows!;
    }
}
