using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>What a person asks for again, over sockets, files and the ledger.</summary>
public sealed class DeliveryRetryTests
{
    [Fact]
    public async Task FailedMessage_AskedForAgain_IsANewMessage_AnsweredOnce()
    {
        await using var stage = await BotApiStage.StartAsync();
        var fails = true;
        await using var home = new ChannelHome(stage, new ScriptedModel((messages, _, _) => Volatile.Read(ref fails) ? throw new LurkBotException("No credit.") : ScriptedModel.Text($"You said: {messages[^1].Text}")));
        await home.StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "Hello");
        await home.AnswersAsync(stage.Private, 1);
        var failed = Assert.Single((await home.SettledAsync()).Inbound, row => row.State is InboundState.Failed);
        Assert.False(await home.Ledger.RetryAsync("in-999", default));

        // Also when the gateway is away.
        await home.StopAsync();
        Volatile.Write(ref fails, false);
        await using (var beside = SqliteDeliveryLedger.OpenExisting(home.Path, TimeProvider.System))
            Assert.True(await beside!.RetryAsync($"in-{failed.Id}", default));
        await home.StartAsync();
        var answers = await home.AnswersAsync(stage.Private, 2);
        Assert.StartsWith("You said: ", answers[1], StringComparison.Ordinal);
        Assert.EndsWith("Hello", answers[1], StringComparison.Ordinal);
        await stage.Server.UntilAsync(() => home.Ledger.FindReceivedAsync(failed.Source, default).AsTask().Result!.IsOver);
        var rows = await home.SettledAsync();
        var said = (await home.ReadAsync("telegram:42:main")).OfType<UserEntry>().ToList();
        Assert.Equal(["Hello", "Hello"], said.Select(entry => entry.Content));
        Assert.Equal((said[0].Sender, said[0].ReplyTo, failed.Source + "r1"), (said[1].Sender, said[1].ReplyTo, said[1].Source));
        var old = rows.Inbound.Single(row => row.Source == failed.Source);
        Assert.Equal((InboundState.Answered, $"said again as entry {said[1].Id}"), (old.State, old.Reason));
        Assert.Equal(InboundState.Answered, rows.Inbound.Single(row => row.Source == said[1].Source).State);
        Assert.False(await home.Ledger.RetryAsync($"in-{failed.Id}", default));
    }

    [Fact]
    public async Task CommandOfAKilledProcess_IsNotCarriedOutAgain_AndSaysSo()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage).StartAsync();
        var source = new MessageSource("telegram", "123456", "42", "7", "1").ToString();
        await home.Ledger.ReceiveAsync([new InboundRecord(source, "telegram:123456:42", InboundState.Received, DateTimeOffset.UnixEpoch)], default);
        await home.Ledger.MoveInboundAsync(source, InboundState.Running, null, default);
        await home.StopAsync();
        await home.StartAsync();
        Assert.StartsWith("LurkBot stopped while it carried out this command.", (await home.AnswersAsync(stage.Private, 1))[0], StringComparison.Ordinal);
        var row = Assert.Single((await home.SettledAsync()).Inbound, row => row.Source == source);
        Assert.Equal((InboundState.Failed, "LurkBot stopped while it carried it out"), (row.State, row.Reason));
    }

    [Fact]
    public async Task TurnInWhichNothingHappens_EndsAsFailed_AndWhatWaitsBehindItIsAnswered()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = new ChannelHome(stage, new ScriptedModel((messages, number, cancellationToken) => number == 1 ? ScriptedModel.Held("", new Gate(), "", cancellationToken) : ScriptedModel.Text("Hello again.")));
        home.Options.Of<ChannelsOptions>().StallTimeout = TimeSpan.FromSeconds(1);
        await home.StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "first");
        var answers = await home.AnswersAsync(stage.Private, 1);
        Assert.Equal("Nothing happened for 1 s (LURKBOT_STALL_TIMEOUT), so this turn was ended. Send the message again if it is still wanted.", answers[0]);
        stage.Server.SendText(stage.Private, stage.Ada, "second");
        Assert.Equal("Hello again.", (await home.AnswersAsync(stage.Private, 2))[1]);
        Assert.Equal([InboundState.Failed, InboundState.Answered], (await home.SettledAsync()).Inbound.Where(row => row.Entry is not null).Select(row => row.State));
    }

    [Fact]
    public void Again_IsTheSameForTheSameMessage()
    {
        var source = new MessageSource("telegram", "1", "42", "7", "1");
        Assert.Equal("1r1", InboundRetries.Again(source).Version);
        Assert.Equal("1r2", InboundRetries.Again(InboundRetries.Again(source)).Version);
        Assert.Equal("1700000000-3r10", InboundRetries.Again(source with { Version = "1700000000-3r9" }).Version);
    }
}
