using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>Commands in chats: what they do, and for whom.</summary>
public sealed class ChatCommandTests
{
    private const string Club = "telegram:-1001000000007:group";

    [Fact]
    public async Task Queue_SetWhileAReplyIsWritten_IsObeyed_AndSurvivesARestart()
    {
        await using var stage = await BotApiStage.StartAsync();
        var gate = new Gate();
        var model = new ScriptedModel((messages, number, cancellation) => number == 1 ? ScriptedModel.Held("Once upon a time", gate, " there was", cancellation) : ScriptedModel.Text($"You said: {messages[^1].Text}"));
        await using var home = await new ChannelHome(stage, model).StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "Tell me a story");
        await stage.Server.UntilAsync(() => stage.Server.Draft(stage.Private)?.Text.Contains("Once upon", StringComparison.Ordinal) == true);
        stage.Server.SendText(stage.Private, stage.Ada, "/queue interrupt");
        Assert.Equal(["Queue mode interrupt (set for this session): a message that comes during a reply ends it, and is answered next."], await home.AnswersAsync(stage.Private, 1));
        stage.Server.SendText(stage.Private, stage.Ada, "two");
        var answers = await home.AnswersAsync(stage.Private, 3);
        Assert.StartsWith("Once upon a time", answers[1], StringComparison.Ordinal);
        Assert.Equal("You said: two", answers[2]);
        await home.StopAsync();
        await home.StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "/queue");
        stage.Server.SendText(stage.Private, stage.Ada, "/queue fast");
        stage.Server.SendText(stage.Private, stage.Ada, "/queue default");
        answers = await home.AnswersAsync(stage.Private, 6);
        Assert.StartsWith("Queue mode interrupt (set for this session)", answers[3], StringComparison.Ordinal);
        Assert.Equal("fast is not a queue mode. Use collect, queue, interrupt, steer or default.", answers[4]);
        Assert.StartsWith("Queue mode collect (the default)", answers[5], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_FindsInThisChatAlone_AndShowsTextAsItIs()
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = new ChannelHome(stage);
        home.Telegram.Allowlist = ["43"];
        await using (await home.StartAsync())
        {
            var bobs = stage.Server.AddPrivateChat(stage.Bob);
            stage.Server.SendText(bobs, stage.Bob, "the zebra is mine");
            await home.AnswersAsync(bobs, 1);
            stage.Server.SendText(stage.Private, stage.Ada, "Plant *beans* in the [garden](https://example.com) <b>soon</b>");
            await home.AnswersAsync(stage.Private, 1);
            stage.Server.SendText(stage.Private, stage.Ada, "/search GARDEN beans");
            stage.Server.SendText(stage.Private, stage.Ada, "/search zebra");
            stage.Server.SendText(stage.Private, stage.Ada, "/search");
            var answers = await home.AnswersAsync(stage.Private, 4);
            var lines = answers[1].Split('\n');
            Assert.Equal(2, lines.Length);
            Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d, I: You said: Plant \*beans\* in the \[garden\]\(https://example\.com\) <b>soon</b>$", lines[0]);
            Assert.Matches(@", Ada: Plant \*beans\* in the \[garden\]", lines[1]);
            Assert.Equal(["Nothing found in this session for: zebra", "Give at least one word to search for."], answers.Skip(2));
        }
    }

    [Fact]
    public async Task Queue_InAGroup_IsForItsAdministrators()
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = new ChannelHome(stage);
        home.Telegram.AllowedGroups = ["-1001000000007"];
        await using (await home.StartAsync())
        {
            stage.Server.SendText(stage.Supergroup, stage.Bob, "/queue@lurk_bot steer");
            Assert.Equal(["/queue is for the owner and the group's administrators."], await home.AnswersAsync(stage.Supergroup, 1));
            Assert.Empty(await home.KeysAsync());
            stage.Server.SendText(stage.Supergroup, stage.Ada, "/queue@lurk_bot steer");
            Assert.StartsWith("Queue mode steer", (await home.AnswersAsync(stage.Supergroup, 2))[1], StringComparison.Ordinal);
            Assert.Equal(["steer"], (await home.ReadAsync(Club)).OfType<SettingsEntry>().Select(entry => entry.Queue));
        }
    }

    [Fact]
    public async Task Model_OfSomeoneElse_IsOneThatTheOwnerAllows()
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = new ChannelHome(stage);
        home.Telegram.Allowlist = ["43"];
        await using (await home.StartAsync())
        {
            var chat = stage.Server.AddPrivateChat(stage.Bob);
            stage.Server.SendText(chat, stage.Bob, "/model offline");
            Assert.Equal(["The model is the owner's choice."], await home.AnswersAsync(chat, 1));
            home.Options.Of<ChannelsOptions>().ChatModels = ["Offline", "sonnet"];
            foreach (var command in (string[])["/model openai/gpt-4o", "/model offline", "/model", "/model default"])
                stage.Server.SendText(chat, stage.Bob, command);
            var answers = await home.AnswersAsync(chat, 5);
            Assert.Equal("That model cannot be chosen here. You can choose among: Offline, sonnet; default goes back.", answers[1]);
            Assert.StartsWith("Model offline", answers[2], StringComparison.Ordinal);
            Assert.EndsWith("You can choose among: Offline, sonnet; default goes back.", answers[3], StringComparison.Ordinal);
            Assert.Equal(["offline", ""], (await home.ReadAsync("telegram:43:dm")).OfType<SettingsEntry>().Select(entry => entry.Model));
            stage.Server.SendText(stage.Private, stage.Ada, "/model openai/gpt-4o");
            Assert.StartsWith("Model openai/gpt-4o", Assert.Single(await home.AnswersAsync(stage.Private, 1)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Retry_OfTheOwnerInAGroup_KeepsWhoSaidItAndTheirTrust()
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = new ChannelHome(stage);
        home.Telegram.AllowedGroups = ["-1001000000007"];
        stage.Bot.CanReadAllGroupMessages = true;
        await using (await home.StartAsync())
        {
            stage.Server.SendText(stage.Supergroup, stage.Bob, "@lurk_bot mine");
            await home.AnswersAsync(stage.Supergroup, 1);
            stage.Server.SendText(stage.Supergroup, stage.Ada, "/retry@lurk_bot");
            await home.AnswersAsync(stage.Supergroup, 3);
            var said = (await home.ReadAsync(Club)).OfType<UserEntry>().ToList();
            Assert.Equal(["@lurk_bot mine", "@lurk_bot mine"], said.Select(entry => entry.Content));
            Assert.Equal(("43", LurkBot.Sessions.Trust.Low), (said[0].Sender!.Id, said[0].Sender!.Trust));
            Assert.Equal(said[0].Sender, said[1].Sender);
        }
    }

    [Fact]
    public async Task Retry_OfAFailedMessage_NeedsNoOtherDecision_AlsoAfterARebuild()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = new ChannelHome(stage, new ScriptedModel((messages, number, _) => number == 1 ? throw new LurkBotException("No credit.") : ScriptedModel.Text($"You said: {messages[^1].Text}")));
        await home.StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "Hello");
        await home.AnswersAsync(stage.Private, 1);
        var failed = Assert.Single((await home.SettledAsync()).Inbound, row => row.State is InboundState.Failed);
        stage.Server.SendText(stage.Private, stage.Ada, "/retry");
        await home.AnswersAsync(stage.Private, 3);
        var again = (await home.ReadAsync("telegram:42:main")).OfType<UserEntry>().Last().Id;
        await AssertSaidAgainAsync();
        Assert.False(await home.Ledger.RetryAsync($"in-{failed.Id}", default));
        await home.StopAsync();
        File.Delete(Path.Combine(home.Path, SqliteDeliveryLedger.FileName));
        await home.StartAsync();
        await AssertSaidAgainAsync();

        async Task AssertSaidAgainAsync()
        {
            var rows = (await home.SettledAsync()).Inbound;
            Assert.DoesNotContain(rows, row => row.State is InboundState.Failed);
            Assert.Equal((InboundState.Answered, $"said again as entry {again}"), rows.Where(row => row.Source == failed.Source).Select(row => (row.State, row.Reason)).Single());
        }
    }

    [Theory]
    [InlineData("/new")]
    [InlineData("/clear")]
    [InlineData("/undo")]
    [InlineData("/retry")]
    [InlineData("/model offline")]
    public async Task Change_WhileAReplyIsWritten_IsAnsweredAtOnce(string command)
    {
        await using var stage = await BotApiStage.StartAsync();
        var gate = new Gate();
        await using var home = await new ChannelHome(stage, new ScriptedModel((_, _, cancellation) => ScriptedModel.Held("Once upon a time", gate, " there was", cancellation))).StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "Tell me a story");
        await stage.Server.UntilAsync(() => stage.Server.Draft(stage.Private)?.Text.Contains("Once upon", StringComparison.Ordinal) == true);
        stage.Server.SendText(stage.Private, stage.Ada, command);
        Assert.Equal(["A reply is being written. /stop it first, or wait."], await home.AnswersAsync(stage.Private, 1));
        gate.Open();
        Assert.Equal("Once upon a time there was", (await home.AnswersAsync(stage.Private, 2))[1]);
    }

    [Theory]
    [InlineData(true, 1, 0)]
    [InlineData(false, 0, 1)]
    public async Task Drain_DuringAReply_TellsWhatBecameOfTheTurn(bool ends, int finished, int left)
    {
        await using var stage = await BotApiStage.StartAsync();
        var gate = new Gate();
        await using var home = await new ChannelHome(stage, new ScriptedModel((_, _, cancellation) => ScriptedModel.Held("Once upon a time", gate, " there was", cancellation))).StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "Tell me a story");
        await gate.Reached;
        var drained = home.DrainAsync(ends ? TimeSpan.FromMinutes(1) : TimeSpan.Zero);
        if (ends)
            gate.Open();
        Assert.Equal(new DrainOutcome(finished, left), await drained);
        // What is left counts no attempt: however often the gateway stops meanwhile, the message is answered.
        await using (var session = await home.OpenAsync("telegram:42:main"))
            Assert.Equal(0, session!.FindLeaseOwner()?.AttemptsOf(1) ?? 0);
        gate.Open();
    }

    [Fact]
    public async Task Model_ThatIsNotKnown_IsRefusedWithTheNearest()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage).StartAsync();
        foreach (var command in (string[])["/model sonet", "/model nonsense", "/model openai/nonsense"])
            stage.Server.SendText(stage.Private, stage.Ada, command);
        var answers = await home.AnswersAsync(stage.Private, 3);
        Assert.Equal("Unknown model sonet. Did you mean sonnet? If a server with OpenAI's API or an Ollama has it, write openai/sonet or ollama/sonet.", answers[0]);
        Assert.Equal("Unknown model nonsense. If a server with OpenAI's API or an Ollama has it, write openai/nonsense or ollama/nonsense.", answers[1]);
        Assert.StartsWith("Model openai/nonsense", answers[2], StringComparison.Ordinal);
        Assert.Equal(["openai/nonsense"], (await home.ReadAsync("telegram:42:main")).OfType<SettingsEntry>().Select(entry => entry.Model));
    }

    [Fact]
    public async Task Model_OfAGuest_TellsNoSettings()
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = new ChannelHome(stage);
        home.Telegram.Allowlist = ["43"];
        home.Options.Models.DefaultModel = "offline";
        await using (await home.StartAsync())
        {
            var chat = stage.Server.AddPrivateChat(stage.Bob);
            stage.Server.SendText(chat, stage.Bob, "/model");
            Assert.Equal(["Model offline."], await home.AnswersAsync(chat, 1));
        }
    }

    [Fact]
    public async Task UnknownCommand_IsToldToBeOne_AndOtherTextsWithSlashesAreMessages()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage).StartAsync();
        foreach (var (i, text) in ((string[])["/frob", "/etc/passwd", "/etc is full"]).Index())
        {
            stage.Server.SendText(stage.Private, stage.Ada, text);
            await home.AnswersAsync(stage.Private, i + 1);
        }

        var answers = await home.AnswersAsync(stage.Private, 3);
        Assert.Equal("Unknown command /frob. /help lists all.", answers[0]);
        Assert.Equal(["/etc/passwd", "/etc is full"], (await home.ReadAsync("telegram:42:main")).OfType<UserEntry>().Select(entry => entry.Content));
    }

    [Fact]
    public async Task UnknownCommand_InAGroup_IsToldOnlyWhenItNamesTheBot()
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = new ChannelHome(stage);
        home.Telegram.AllowedGroups = ["-1001000000007"];
        await using (await home.StartAsync())
        {
            stage.Server.SendText(stage.Supergroup, stage.Bob, "/frob@lurk_bot");
            Assert.Equal(["Unknown command /frob. /help lists all."], await home.AnswersAsync(stage.Supergroup, 1));
            Assert.Empty(await home.KeysAsync());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task UnknownCommand_InAGroup_IsIgnoredUnlessItIsForTheBot(bool mentionGating)
    {
        await using var stage = await BotApiStage.StartAsync();
        var home = new ChannelHome(stage);
        home.Telegram.AllowedGroups = ["-1001000000007"];
        stage.Bot.CanReadAllGroupMessages = true;
        home.Telegram.MentionGating = mentionGating;
        await using (await home.StartAsync())
        {
            stage.Server.SendText(stage.Supergroup, stage.Bob, "/status");
            await home.AnswersAsync(stage.Supergroup, 1);
            var answered = stage.Server.Answers(stage.Supergroup)[0];
            foreach (var text in (string[])["/frob", "/x@other_bot", "/x@other_bot @lurk_bot, or you", "/status@other_bot"])
            {
                stage.Server.SendText(stage.Supergroup, stage.Bob, text);
                stage.Server.SendText(stage.Supergroup, stage.Bob, text.Contains("@other_bot", StringComparison.Ordinal) ? text : "/frobs", replyTo: text.Contains("@other_bot", StringComparison.Ordinal) ? answered : null);
            }

            stage.Server.SendText(stage.Supergroup, stage.Bob, "/frob", replyTo: answered);
            Assert.Equal("Unknown command /frob. /help lists all.", (await home.AnswersAsync(stage.Supergroup, 2))[1]);
            await stage.Server.UntilAsync(() => stage.Bot.Updates.Pending == 0);
            Assert.Empty(await home.KeysAsync());
            Assert.Equal(2, stage.Server.Answers(stage.Supergroup).Count);
        }
    }

    [Fact]
    public async Task Compact_DuringAReply_IsAnsweredAtOnceAndHoldsUpNoOtherCommand()
    {
        await using var stage = await BotApiStage.StartAsync();
        var gate = new Gate();
        var model = new ScriptedModel((messages, number, cancellationToken) => number == 4 ? ScriptedModel.Held("One", gate, " moment.", cancellationToken) : ScriptedModel.Text($"reply {number} {new string('x', 2000)}"));
        await using var home = await new ChannelHome(stage, model).StartAsync();
        for (var i = 1; i <= 3; i++)
        {
            stage.Server.SendText(stage.Private, stage.Ada, $"message {i} {new string('y', 2000)}");
            await home.AnswersAsync(stage.Private, i);
        }

        stage.Server.SendText(stage.Private, stage.Ada, "a long story");
        await gate.Reached;
        foreach (var command in (string[])["/compact", "/status", "/compact", "/queue"])
            stage.Server.SendText(stage.Private, stage.Ada, command);
        await stage.Server.UntilAsync(() => Said("Queue mode"));
        Assert.True(Said("Session telegram:42:main"));
        await stage.Server.UntilAsync(() => Said("/compact has begun; a reply that is being written is finished first."));
        Assert.True(Said("An earlier /compact is still at work here."));
        Assert.DoesNotContain(await home.ReadAsync("telegram:42:main"), entry => entry is SummaryEntry or ShortenEntry);
        gate.Open();
        await stage.Server.UntilAsync(() => Said("One moment.") && Said("stands for entries"));
        Assert.Single((await home.ReadAsync("telegram:42:main")).OfType<SummaryEntry>());
        Assert.All((await home.SettledAsync()).Inbound, row => Assert.NotEqual(InboundState.Failed, row.State));

        bool Said(string text) => stage.Server.Answers(stage.Private).Any(message => message.Text.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_Twice_GreetsOnce_AndHelpShowsUsage()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage).StartAsync();
        foreach (var command in (string[])["/start", "/start", "/help", "/queue COLLECT"])
            stage.Server.SendText(stage.Private, stage.Ada, command);
        var answers = await home.AnswersAsync(stage.Private, 4);
        Assert.Equal(["Hello Ada. Write to me, and I answer. /help lists the commands.", "Write to me, and I answer. /help lists the commands."], answers.Take(2));
        Assert.Contains("/compact [WHAT]: make the conversation shorter, keeping above all WHAT", answers[2].Split('\n'));
        Assert.Contains("/help: list the commands", answers[2].Split('\n'));
        Assert.StartsWith("Queue mode collect (set for this session)", answers[3], StringComparison.Ordinal);
    }
}
