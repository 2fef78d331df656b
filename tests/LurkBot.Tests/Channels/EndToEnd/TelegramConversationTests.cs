using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>Conversations on Telegram, from a person's message over sockets, files and the ledger to what they see.</summary>
public sealed class TelegramConversationTests
{
    [Fact]
    public async Task DirectMessage_OfTheOwner_IsAnsweredInTheMainSession()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage).StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "Hello");
        Assert.Equal(["You said: Hello"], await home.AnswersAsync(stage.Private, 1));
        Assert.Equal(["telegram:42:main"], await home.KeysAsync());
        var rows = await home.SettledAsync();
        Assert.Equal(InboundState.Answered, Assert.Single(rows.Inbound, row => row.Entry is not null).State);
        var sent = Assert.Single(rows.Outbound);
        Assert.Equal((OutboundState.Sent, stage.Server.Answers(stage.Private)[0].Id.ToString(System.Globalization.CultureInfo.InvariantCulture)), (sent.State, sent.PlatformId));
    }

    [Fact]
    public async Task Group_AnswersOnlyMentionsAndReplies_InItsOwnSession()
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = new ChannelHome(stage);
        home.Telegram.AllowedGroups = ["-1001000000007"];
        stage.Bot.CanReadAllGroupMessages = true;
        await using (await home.StartAsync())
        {
            stage.Server.SendText(stage.Supergroup, stage.Bob, "Who moves? mail lurk_bot@example.com");
            stage.Server.SendText(stage.Supergroup, stage.Bob, "@lurk_bot who moves?");
            Assert.Contains("who moves?", Assert.Single(await home.AnswersAsync(stage.Supergroup, 1)), StringComparison.Ordinal);
            stage.Server.SendText(stage.Supergroup, stage.Ada, "And then?", replyTo: stage.Server.Answers(stage.Supergroup)[0]);
            Assert.Equal(2, (await home.AnswersAsync(stage.Supergroup, 2)).Count);
            Assert.Equal(["telegram:-1001000000007:group"], await home.KeysAsync());
            var said = (await home.ReadAsync("telegram:-1001000000007:group")).OfType<UserEntry>().ToList();
            Assert.Equal(["43", "42"], said.Select(entry => entry.Sender!.Id));
        }
    }

    [Fact]
    public async Task Topics_AreSessionsOfTheirOwn_AndAnsweredThere()
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = new ChannelHome(stage);
        home.Telegram.AllowedGroups = ["-1001000000008"];
        stage.Bot.CanReadAllGroupMessages = true;
        await using (await home.StartAsync())
        {
            stage.Server.SendText(stage.Forum, stage.Bob, "@lurk_bot e4?", topic: stage.Topic);
            stage.Server.SendText(stage.Forum, stage.Bob, "@lurk_bot lunch?");
            var answers = await AnswersOf(home, stage.Forum, 2);
            Assert.Equal(stage.Topic.Id, Assert.Single(answers, message => message.Text.Contains("e4?", StringComparison.Ordinal)).ThreadId);
            Assert.Null(Assert.Single(answers, message => message.Text.Contains("lunch?", StringComparison.Ordinal)).ThreadId);
            Assert.Equal(["telegram:-1001000000008/" + stage.Topic.Id + ":topic", "telegram:-1001000000008:group"], await home.KeysAsync());
        }
    }

    [Fact]
    public async Task Stranger_IsLetInByTheOwner_AndNothingOfBeforeIsKept()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage).StartAsync();
        var chat = stage.Server.AddPrivateChat(stage.Bob);
        stage.Server.SendText(chat, stage.Bob, "let me in");
        var told = Assert.Single(await home.AnswersAsync(chat, 1));
        stage.Server.SendText(chat, stage.Bob, "let me in!!");
        await Poll.UntilAsync(async () => (await home.Ledger.ReadAsync(new LedgerFilter(), default)).Inbound.Count(row => row is { State: InboundState.Refused, Reason: "the sender is not on the allowlist" }) == 2);
        var code = Assert.Single(home.Pairing.Read().Waiting);
        Assert.Contains(code.Code, told, StringComparison.Ordinal);
        Assert.Empty(await home.KeysAsync());
        Assert.Equal("43", home.Pairing.Approve(code.Code)?.Sender);
        stage.Server.SendText(chat, stage.Bob, "Hi");
        Assert.Equal([told, "You said: Hi"], await home.AnswersAsync(chat, 2));
        Assert.Equal(["telegram:43:dm"], await home.KeysAsync());
    }

    [Fact]
    public async Task DamagedBook_KeepsStrangersOutTellsOnce_AndOwnersAndAllowlistedPeopleGoOn()
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = new ChannelHome(stage);
        home.Telegram.Allowlist = ["44"];
        await using (await home.StartAsync())
        {
            await File.WriteAllTextAsync(Path.Combine(home.Path, "pairing.json"), "{");
            var (bobs, carol) = (stage.Server.AddPrivateChat(stage.Bob), stage.Server.AddUser(44, "Carol"));
            stage.Server.SendText(bobs, stage.Bob, "Hello?");
            stage.Server.SendText(bobs, stage.Bob, "Anyone?");
            var carols = stage.Server.AddPrivateChat(carol);
            stage.Server.SendText(carols, carol, "Hi");
            Assert.Equal(["You said: Hi"], await home.AnswersAsync(carols, 1));
            Assert.Contains("pairing.json cannot be read", Assert.Single(await home.AnswersAsync(stage.Private, 1)), StringComparison.Ordinal);
            stage.Server.SendText(stage.Private, stage.Ada, "And I?");
            Assert.Equal("You said: And I?", (await home.AnswersAsync(stage.Private, 2))[1]);
            Assert.Equal(["I cannot look up who may write to me right now. The owner has been told. Try again later."], await home.AnswersAsync(bobs, 1));
            Assert.Equal(2, (await home.SettledAsync()).Inbound.Count(row => row is { State: InboundState.Refused, Reason: "pairing.json cannot be read" }));
        }
    }

    [Fact]
    public async Task StartLink_LetsOnePersonIn_Once()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage).StartAsync();
        var invitation = home.Pairing.Invite("telegram");
        var (chat, carol) = (stage.Server.AddPrivateChat(stage.Bob), stage.Server.AddUser(44, "Carol"));
        stage.Server.SendText(chat, stage.Bob, $"/start {invitation.Code}");
        Assert.Contains("Welcome", Assert.Single(await home.AnswersAsync(chat, 1)), StringComparison.Ordinal);
        var other = stage.Server.AddPrivateChat(carol);
        stage.Server.SendText(other, carol, $"/start {invitation.Code}");
        Assert.Contains("pairing approve", Assert.Single(await home.AnswersAsync(other, 1)), StringComparison.Ordinal);
        Assert.Equal("43", Assert.Single(home.Pairing.Read().People).Sender);
    }

    [Fact]
    public async Task Restart_BetweenMessages_LosesAndDoublesNothing()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage).StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "one");
        await home.AnswersAsync(stage.Private, 1);
        await home.StopAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "two");
        stage.Server.RepeatUpdates(2);
        await home.StartAsync();
        Assert.Equal(["You said: one", "You said: two"], await home.AnswersAsync(stage.Private, 2));
        Assert.Equal(2, (await home.SettledAsync()).Outbound.Count);
        Assert.Equal(2, stage.Server.Answers(stage.Private).Count);
    }

    [Fact]
    public async Task Ledger_Deleted_SendsNothingAgain_AndTellsTheSameFates()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage).StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "one");
        await home.AnswersAsync(stage.Private, 1);
        await home.SettledAsync();
        await home.StopAsync();
        File.Delete(Path.Combine(home.Path, SqliteDeliveryLedger.FileName));
        await home.StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "two");
        Assert.Equal(["You said: one", "You said: two"], await home.AnswersAsync(stage.Private, 2));
        var rows = await home.SettledAsync();
        Assert.Equal([InboundState.Answered, InboundState.Answered], rows.Inbound.Where(row => row.Entry is not null).Select(row => row.State));
        Assert.Equal([OutboundState.Unknown, OutboundState.Sent], rows.Outbound.Select(row => row.State));
    }

    [Fact]
    public async Task Commands_AreCarriedOutOnce_AndTold()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage).StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "one");
        await home.AnswersAsync(stage.Private, 1);
        stage.Server.SendText(stage.Private, stage.Ada, "/new");
        stage.Server.SendText(stage.Private, stage.Ada, "/status");
        var answers = await home.AnswersAsync(stage.Private, 3);
        Assert.StartsWith("New conversation started", answers[1], StringComparison.Ordinal);
        Assert.StartsWith("Session telegram:42:main, 0 messages", answers[2], StringComparison.Ordinal);
        Assert.Single((await home.ReadAsync("telegram:42:main")).OfType<ClearEntry>());
    }

    [Fact]
    public async Task Stop_EndsTheReply_AndSaysSo()
    {
        await using var stage = await BotApiStage.StartAsync();
        var gate = new Gate();
        var home = new ChannelHome(stage, new ScriptedModel((_, _, cancellation) => ScriptedModel.Held("Once upon a time", gate, " there was", cancellation)));
        await using (await home.StartAsync())
        {
            stage.Server.SendText(stage.Private, stage.Ada, "Tell me a story");
            await stage.Server.UntilAsync(() => stage.Server.Draft(stage.Private)?.Text.Contains("Once upon", StringComparison.Ordinal) == true);
            stage.Server.SendText(stage.Private, stage.Ada, "/stop");
            var answers = await home.AnswersAsync(stage.Private, 2);
            Assert.Contains(answers, text => text.StartsWith("Once upon a time", StringComparison.Ordinal) && text.EndsWith("(Stopped.)", StringComparison.Ordinal));
            Assert.Equal(InboundState.Cancelled, (await home.SettledAsync()).Inbound.First(row => row.Entry is not null).State);
        }
    }

    [Fact]
    public async Task MigratedGroup_GoesOnInTheSameSession()
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = new ChannelHome(stage);
        home.Telegram.AllowedGroups = ["-5001"];
        stage.Bot.CanReadAllGroupMessages = true;
        await using (await home.StartAsync())
        {
            stage.Server.SendText(stage.Group, stage.Bob, "@lurk_bot one");
            await home.AnswersAsync(stage.Group, 1);
            var group = stage.Server.Migrate(stage.Group, -1_001_000_000_099, stage.Ada);
            stage.Server.SendText(group, stage.Bob, "@lurk_bot two");
            await home.AnswersAsync(group, 1);
            Assert.Equal(["telegram:-1001000000099:group"], await home.KeysAsync());
            Assert.Equal(2, (await home.ReadAsync("telegram:-1001000000099:group")).OfType<UserEntry>().Count());
        }
    }

    [Fact]
    public async Task MigratedGroup_WhileATurnRuns_GoesOnInTheSameSessionAfterIt()
    {
        await using var stage = await BotApiStage.StartAsync();
        var gate = new Gate();
        var home = new ChannelHome(stage, new ScriptedModel((messages, number, cancellationToken) => number == 1 ? ScriptedModel.Held("One", gate, " moment.", cancellationToken) : ScriptedModel.Text($"You said: {messages[^1].Text}")));
        home.Telegram.AllowedGroups = ["-5001"];
        stage.Bot.CanReadAllGroupMessages = true;
        await using (await home.StartAsync())
        {
            stage.Server.SendText(stage.Group, stage.Bob, "@lurk_bot one");
            await gate.Reached;
            var group = stage.Server.Migrate(stage.Group, -1_001_000_000_099, stage.Ada);
            stage.Server.SendText(group, stage.Bob, "@lurk_bot two");
            await Poll.UntilAsync(async () => (await home.ReadAsync("telegram:-5001:group")).OfType<UserEntry>().Count() == 2);
            gate.Open();
            await home.AnswersAsync(group, 2);
            await Poll.UntilAsync(async () => await home.KeysAsync() is ["telegram:-1001000000099:group"]);
            Assert.Equal(2, (await home.ReadAsync("telegram:-1001000000099:group")).OfType<UserEntry>().Count());
        }
    }

    [Fact]
    public async Task SlowCommands_OfOnePerson_HoldUpNoOtherChat()
    {
        await using var stage = await BotApiStage.StartAsync();
        var gate = new Gate();
        var home = new ChannelHome(stage, new ScriptedModel((messages, number, cancellationToken) => number == 1 ? ScriptedModel.Held("One", gate, " moment.", cancellationToken) : ScriptedModel.Text("Here I am.")));
        home.Telegram.Allowlist = ["43"];
        await using (await home.StartAsync())
        {
            var bobs = stage.Server.AddPrivateChat(stage.Bob);
            stage.Server.SendText(bobs, stage.Bob, "a long story");
            await gate.Reached;
            for (var i = 0; i < 10; i++)
                stage.Server.SendText(bobs, stage.Bob, "/compact");
            stage.Server.SendText(stage.Private, stage.Ada, "Are you there?");
            Assert.Equal(["Here I am."], await home.AnswersAsync(stage.Private, 1));
            gate.Open();
            await home.AnswersAsync(bobs, 11);
        }
    }

    [Fact]
    public async Task Edit_OfAnAnsweredMessage_IsACorrectionAndRunsNothing()
    {
        await using var stage = await BotApiStage.StartAsync();
        var model = new ScriptedModel((messages, _, _) => ScriptedModel.Text($"You said: {messages[^1].Text}"));
        await using var home = await new ChannelHome(stage, model).StartAsync();
        var said = stage.Server.SendText(stage.Private, stage.Ada, "Meet at four");
        await home.AnswersAsync(stage.Private, 1);
        stage.Server.EditInvisibly(said);
        stage.Server.EditText(said, "Meet at five");
        var ordered = stage.Server.SendText(stage.Private, stage.Ada, "/status");
        await home.AnswersAsync(stage.Private, 2);
        stage.Server.EditText(ordered, "/new");
        stage.Server.SendText(stage.Private, stage.Ada, "When?");
        await home.AnswersAsync(stage.Private, 3);
        Assert.Equal(["Meet at five"], (await home.ReadAsync("telegram:42:main")).OfType<CorrectionEntry>().Select(entry => entry.Content));
        Assert.Empty((await home.ReadAsync("telegram:42:main")).OfType<ClearEntry>());
        Assert.Contains("Meet at five", model.Last, StringComparison.Ordinal);
        Assert.Equal(3, stage.Server.Answers(stage.Private).Count);
    }

    [Fact]
    public async Task Edit_OfAMessageThatNeverCame_IsAnsweredOnce()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage).StartAsync();
        stage.Server.HoldUpdates();
        var said = stage.Server.SendText(stage.Private, stage.Ada, "one");
        stage.Server.EditText(said, "two");
        stage.Server.ReleaseUpdates(updates => updates.TakeLast(1));
        Assert.Equal(["You said: two"], await home.AnswersAsync(stage.Private, 1));
        stage.Server.EditText(said, "three");
        await Poll.UntilAsync(async () => (await home.ReadAsync("telegram:42:main")).OfType<CorrectionEntry>().Any());
        await home.SettledAsync();
        Assert.Single((await home.ReadAsync("telegram:42:main")).OfType<UserEntry>());
        Assert.Single(stage.Server.Answers(stage.Private));
    }

    [Fact]
    public async Task Edit_ThatAddressesTheBot_MakesTalkAmongOthersAMessage_Once()
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = new ChannelHome(stage);
        home.Telegram.AllowedGroups = ["-1001000000007"];
        stage.Bot.CanReadAllGroupMessages = true;
        await using (await home.StartAsync())
        {
            var said = stage.Server.SendText(stage.Supergroup, stage.Bob, "lunch?");
            await Poll.UntilAsync(async () => (await home.Ledger.ReadAsync(new LedgerFilter(), default)).Inbound.Any(row => row is { State: InboundState.Refused, Reason: "not for the bot" }));
            stage.Server.EditText(said, "@lurk_bot /stop lunch?");
            Assert.Contains("lunch?", Assert.Single(await home.AnswersAsync(stage.Supergroup, 1)), StringComparison.Ordinal);
            stage.Server.EditText(said, "@lurk_bot dinner?");
            await Poll.UntilAsync(async () => (await home.ReadAsync("telegram:-1001000000007:group")).OfType<CorrectionEntry>().Any());
            var rows = await home.SettledAsync();
            Assert.Equal(3, rows.Inbound.Count(row => row.Source.Contains(":-1001000000007:", StringComparison.Ordinal) && row.State is InboundState.Answered));
            Assert.Single(stage.Server.Answers(stage.Supergroup));
            Assert.Equal("@lurk_bot /stop lunch?", Assert.Single((await home.ReadAsync("telegram:-1001000000007:group")).OfType<UserEntry>()).Content);
        }
    }

    [Fact]
    public async Task Album_IsAnsweredOnce_WithAllItsFilesInOrder()
    {
        await using var stage = await BotApiStage.StartAsync();
        var model = new ScriptedModel();
        await using var home = await new ChannelHome(stage, model).StartAsync();
        stage.Server.SendAlbum(stage.Private, stage.Ada, "document", [stage.Server.AddFile("one.txt", "text/plain", "first file"u8.ToArray()), stage.Server.AddFile("two.txt", "text/plain", "second file"u8.ToArray())], "Compare these");
        Assert.Equal(["reply 1"], await home.AnswersAsync(stage.Private, 1));
        var said = (await home.ReadAsync("telegram:42:main")).OfType<UserEntry>().ToList();
        Assert.Equal(["one.txt", "two.txt"], said.SelectMany(entry => entry.Attachments).Select(file => file.Name));
        Assert.Equal(2, (await home.ReadAsync("telegram:42:main")).OfType<AttachmentEntry>().Count(entry => entry.Blob is not null));
        await home.SettledAsync();
        Assert.Single(model.Requests);
    }

    private static async Task<IReadOnlyList<ServerMessage>> AnswersOf(ChannelHome home, ServerChat chat, int count)
    {
        await home.AnswersAsync(chat, count);
        return home.Stage.Server.Answers(chat);
    }
}
