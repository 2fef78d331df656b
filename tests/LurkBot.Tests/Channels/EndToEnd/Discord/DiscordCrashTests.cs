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
        await using var session = (await home.Store.OpenAsync(SessionKey.Parse($"discord:{stage.Ada.Id}:main"), default))!;
        var entries = await session.ReadAllAsync(default);
        foreach (var message in entries.OfType<UserEntry>())
            Assert.Single(entries.OfType<ITurnMark>(), mark => mark.Answers.Contains(message.Id));
        return rows!;
    }
}
