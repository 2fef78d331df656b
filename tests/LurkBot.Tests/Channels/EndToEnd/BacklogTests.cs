using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Turns;
using LurkBot.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>What waited while the gateway was away, and talk that it only overhears.</summary>
public sealed class BacklogTests
{
    private const string Club = "telegram:-1001000000007:group";

    [Fact]
    public async Task MoreThanFiftyMessages_AreAllAccepted_TheNewestAnswered_AndTheOlderOnesToldOnce()
    {
        await using var stage = await BotApiStage.StartAsync();
        var model = new ScriptedModel();
        await using var home = await new ChannelHome(stage, model).StartAsync();
        await home.StopAsync();
        for (var i = 1; i <= 60; i++)
            stage.Server.SendText(stage.Private, stage.Ada, $"message {i}.");
        await home.StartAsync();
        var answers = await home.AnswersAsync(stage.Private, 2);
        Assert.Equal(["10 older messages were not answered: more than 50 were waiting. Send again what still matters.", "reply 1"], answers);
        var rows = await home.SettledAsync();
        Assert.Equal((10, 50), (rows.Inbound.Count(row => row.State is InboundState.Failed), rows.Inbound.Count(row => row is { State: InboundState.Answered, Entry: not null })));
        Assert.Equal(60, (await home.ReadAsync("telegram:42:main")).OfType<UserEntry>().Count());
        Assert.Equal(2, stage.Server.Answers(stage.Private).Count);
        var failed = rows.Inbound.First(row => row.State is InboundState.Failed);
        Assert.True(await home.Ledger.RetryAsync($"in-{failed.Id}", default));
        Assert.Equal("reply 2", (await home.AnswersAsync(stage.Private, 3))[2]);
        Assert.Contains("message 1.", model.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LeftMessage_WaitsForWhatCameMeanwhile_AndIsAnsweredWithIt()
    {
        await using var stage = await BotApiStage.StartAsync();
        var model = new ScriptedModel();
        await using var home = await new ChannelHome(stage, model).StartAsync();
        await LeaveAsync(stage, home, "left by the earlier process");
        stage.Server.SendText(stage.Private, stage.Ada, "said meanwhile");
        var poll = stage.Server.Fail("getUpdates", FaultKind.Hold);
        await home.StartAsync();
        await poll.Hit.Task;
        // A turn that does not wait has the time to begin.
        for (var i = 0; i < 200 && model.Requests.Count == 1; i++)
            await home.Ledger.ReadAsync(new LedgerFilter(), default);
        Assert.Single(model.Requests);
        poll.Released.SetResult();
        Assert.Equal("reply 2", (await home.AnswersAsync(stage.Private, 2))[1]);
        Assert.Contains("left by the earlier process", model.Last, StringComparison.Ordinal);
        Assert.Contains("said meanwhile", model.Last, StringComparison.Ordinal);
        await home.SettledAsync();
        Assert.Equal(2, model.Requests.Count);
    }

    [Fact]
    public async Task LeftMessage_NothingCameMeanwhile_IsAnsweredAfterTheFirstPoll()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage, new ScriptedModel()).StartAsync();
        await LeaveAsync(stage, home, "left by the earlier process");
        await home.StartAsync();
        Assert.Equal("reply 2", (await home.AnswersAsync(stage.Private, 2))[1]);
    }

    [Fact]
    public async Task Stop_OfThePast_StopsNothingAndSaysSo()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage, new ScriptedModel()).StartAsync();
        await LeaveAsync(stage, home, "left by the earlier process");
        stage.Server.SendText(stage.Private, stage.Ada, "/stop all");
        stage.Server.SendText(stage.Private, stage.Ada, "/status");
        await home.StartAsync();
        var answers = await home.AnswersAsync(stage.Private, 4);
        Assert.Contains("/stop came while I was away, and was not carried out. Send it again if you still want it.", answers);
        Assert.Contains(answers, answer => answer.StartsWith("Session telegram:42:main", StringComparison.Ordinal));
        Assert.Contains("reply 2", answers);
    }

    /// <summary>Ends the process; it accepted a message that it did not answer.</summary>
    private static async Task LeaveAsync(BotApiStage stage, ChannelHome home, string text)
    {
        stage.Server.SendText(stage.Private, stage.Ada, "first");
        await home.AnswersAsync(stage.Private, 1);
        var row = (await home.SettledAsync()).Inbound.Single(one => one.Entry is not null);
        await home.StopAsync();
        await using var session = (await home.OpenAsync("telegram:42:main"))!;
        var source = MessageSource.TryParse(row.Source)! with { Message = "9000" };
        await new SessionInbox(home.Services.Store, TimeProvider.System).AcceptAsync(session, new InboundMessage(session.Info.Key, text, new Sender("42", "Ada", Trust.Full), new ReplyAddress(row.Address)) { Source = source.ToString() }, default);
    }

    [Fact]
    public async Task OverheardTalk_IsToldToTheGroupOnce_AndItsFilesAreNotFetched()
    {
        await using var stage = await BotApiStage.StartAsync();
        var model = new ScriptedModel();
        var home = new ChannelHome(stage, model);
        (home.Telegram.AllowedGroups, home.Telegram.Observe) = (["-1001000000007"], true);
        stage.Bot.CanReadAllGroupMessages = true;
        await using (await home.StartAsync())
        {
            stage.Server.SendText(stage.Supergroup, stage.Bob, "Lunch at noon");
            Assert.StartsWith("I read along in this group", Assert.Single(await home.AnswersAsync(stage.Supergroup, 1)), StringComparison.Ordinal);
            stage.Server.SendFile(stage.Supergroup, stage.Bob, "document", stage.Server.AddFile("menu.txt", "text/plain", "soup"u8.ToArray()), "the menu");
            await Poll.UntilAsync(async () => (await home.ReadAsync(Club)).OfType<UserEntry>().Count() == 2);
            await home.SettledAsync();
            // Rows of the outbox go after a while; that it was told is known beyond that.
            Assert.True(await home.Ledger.PurgeAsync(TimeProvider.System.GetUtcNow().AddDays(1), 0, default) > 0);
            await home.StopAsync();
            await home.StartAsync();
            stage.Server.SendText(stage.Supergroup, stage.Bob, "or at one");
            stage.Server.SendText(stage.Supergroup, stage.Bob, "@lurk_bot when?");
            Assert.Equal("reply 1", (await home.AnswersAsync(stage.Supergroup, 2))[1]);
            await home.SettledAsync();
            Assert.Equal(2, stage.Server.Answers(stage.Supergroup).Count);
            Assert.Contains("or at one", model.Last, StringComparison.Ordinal);
            Assert.Contains("The file menu.txt came with this message; it is not shown.", model.Last, StringComparison.Ordinal);
            Assert.DoesNotContain(stage.Server.Requests, request => request.Method.Equals("getFile", StringComparison.OrdinalIgnoreCase));
            Assert.Empty((await home.ReadAsync(Club)).OfType<AttachmentEntry>());
        }
    }
}
