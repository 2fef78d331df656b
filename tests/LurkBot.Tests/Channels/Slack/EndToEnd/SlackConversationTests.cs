using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>Conversations on Slack, from a person's message over sockets, files and the ledger to what they see.</summary>
public sealed class SlackConversationTests
{
    [Fact]
    public async Task DirectMessage_OfTheOwner_IsAnsweredInTheMainSession()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        var said = stage.Server.Say(stage.Im, stage.Ada, "Hello <b> & @here");
        Assert.Equal(["You said: Hello <b> & @here"], await home.AnswersAsync(stage.Im, 1));
        Assert.Equal([home.Main], await home.KeysAsync());
        var rows = await home.SettledAsync();
        Assert.Equal(InboundState.Answered, Assert.Single(rows.Inbound).State);
        var sent = Assert.Single(rows.Outbound);
        var answer = Assert.Single(stage.Server.Answers(stage.Im));
        Assert.Equal((OutboundState.Sent, answer.Ts), (sent.State, sent.PlatformId));
        Assert.False(answer.IsReply);
        Assert.Empty(stage.Server.Broadcasts());
        Assert.Contains("eyes", said.Reactions.Select(reaction => reaction.Name));
        Assert.Contains("ada", (await home.ReadAsync(home.Main)).OfType<UserEntry>().Select(entry => entry.Sender!.Name));
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes.All(envelope => envelope.IsAcknowledged));
    }

    [Fact]
    public async Task MessageThatIsNotAnswered_IsMarked()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage, new ScriptedModel((_, _, _) => throw new LurkBotException("No credit."))).StartAsync();
        var said = stage.Server.Say(stage.Im, stage.Ada, "Hello");
        await stage.Server.UntilAsync(() => said.Reactions.Any(reaction => reaction.Name == "exclamation"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mention_OpensATopic_WhereAnswersNeedNone(bool isPrivate)
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        var channel = isPrivate ? stage.Secret : stage.General;
        stage.Server.Say(channel, stage.Ada, "not for the bot: lurkbot");
        var said = stage.Server.Say(channel, stage.Ada, "@lurkbot one");
        await home.AnswersAsync(channel, 1);
        stage.Server.Say(channel, stage.Ada, "two", said);
        var answers = await home.AnswersAsync(channel, 2);
        Assert.Contains("one", answers[0], StringComparison.Ordinal);
        Assert.Contains("two", answers[1], StringComparison.Ordinal);
        Assert.All(stage.Server.Answers(channel), answer => Assert.Equal(said.Ts, answer.ThreadTs));
        var key = $"slack:{channel.Id}/{said.Ts}:topic";
        Assert.Equal([key], await home.KeysAsync());
        Assert.Equal(2, (await home.ReadAsync(key)).OfType<UserEntry>().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mention_InAThreadThatIsThere_BringsItsBeginning_AndOnlyOverheardTalk(bool observes)
    {
        await using var stage = await SlackStage.StartAsync();
        var model = new ScriptedModel((_, number, _) => ScriptedModel.Text($"Answer {number}."));
        var home = new SlackHome(stage, model);
        home.Slack.Observe = observes;
        var root = stage.Server.Say(stage.General, stage.Bob, "Shall we move to <Rust> & @ada?");
        await using (await home.StartAsync())
        {
            stage.Server.Say(stage.General, stage.Bob, "It is said to be fast.", root);
            stage.Server.Say(stage.General, stage.Ada, "@lurkbot what do you think?", root);
            await stage.Server.UntilAsync(() => stage.Server.Replies(root).Any(reply => reply.Shown.StartsWith("Answer", StringComparison.Ordinal)));
            Assert.Contains("[answers: Shall we move to <Rust> & @ada?]\n", model.Last, StringComparison.Ordinal);
            // What no one said to the bot is only known where all talk is heard.
            Assert.Equal(observes, model.Last.Contains("It is said to be fast.", StringComparison.Ordinal));
            await home.SettledAsync();
            stage.Server.Say(stage.General, stage.Ada, "And you, @lurkbot?", root);
            await stage.Server.UntilAsync(() => stage.Server.Replies(root).Count(reply => reply.Shown.StartsWith("Answer", StringComparison.Ordinal)) == 2);
            await home.SettledAsync();
            var said = (await home.ReadAsync($"slack:{stage.General.Id}/{root.Ts}:topic")).OfType<UserEntry>().Where(entry => !entry.Observed).ToList();
            Assert.Equal([true, false], said.Select(entry => entry.Content.Contains("Shall we", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Thread_OnAnAnswer_BringsTheAnswer_AlsoAfterDowntime()
    {
        await using var stage = await SlackStage.StartAsync();
        var model = new ScriptedModel((_, number, _) => ScriptedModel.Text($"Answer {number}."));
        await using var home = await new SlackHome(stage, model).StartAsync();
        stage.Server.Say(stage.Im, stage.Ada, "one");
        await home.AnswersAsync(stage.Im, 1);
        var answer = stage.Server.Answers(stage.Im)[0];
        stage.Server.Say(stage.Im, stage.Ada, "Why?", answer);
        await home.AnswersAsync(stage.Im, 2);
        Assert.Contains("[answers: Answer 1.]\nWhy?", model.Last, StringComparison.Ordinal);
        var root = stage.Server.Say(stage.General, stage.Bob, "Lunch?");
        await home.StopAsync();
        stage.Server.Say(stage.General, stage.Ada, "@lurkbot where?", root);
        await home.StartAsync();
        await stage.Server.UntilAsync(() => stage.Server.Replies(root).Count > 0);
        Assert.Contains("[answers: Lunch?]\n", model.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beginning_ThatIsNotTold_HoldsNothingUp()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        var root = stage.Server.Say(stage.General, stage.Bob, "Lunch?");
        stage.Server.Fail("conversations.replies", FaultKind.Refuse, times: 2, refusal: new SlackException("missing_scope"));
        stage.Server.Say(stage.General, stage.Ada, "@lurkbot where?", root);
        await stage.Server.UntilAsync(() => stage.Server.Replies(root).Count > 0);
        Assert.EndsWith("where?", stage.Server.Replies(root)[0].Shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mention_WithoutThreads_IsAnsweredInTheGroup()
    {
        await using var stage = await SlackStage.StartAsync();
        var home = new SlackHome(stage);
        home.Slack.RepliesInThread = false;
        await using (await home.StartAsync())
        {
            stage.Server.Say(stage.General, stage.Bob, "@lurkbot one");
            await home.AnswersAsync(stage.General, 1);
            Assert.False(Assert.Single(stage.Server.Answers(stage.General)).IsReply);
            Assert.Equal([$"slack:{stage.General.Id}:group"], await home.KeysAsync());
        }
    }

    [Theory]
    [InlineData(FaultKind.DropAfter, true)]
    [InlineData(FaultKind.DropAfter, false)]
    [InlineData(FaultKind.DropBefore, true)]
    public async Task Stream_WhoseBeginningWasNotAnswered_IsWhereTheReplyComes(object kind, bool isKilled)
    {
        await using var stage = await SlackStage.StartAsync();
        var gate = new Gate();
        await using var home = await new SlackHome(stage, new ScriptedModel((_, number, cancellation) => number == 1 && isKilled ? ScriptedModel.Held("Once upon", new Gate(), "", cancellation) : ScriptedModel.Held("Once upon", gate, " a time", cancellation))).StartAsync();
        var fault = stage.Server.Fail("chat.startStream", (FaultKind)kind);
        var root = stage.Server.Say(stage.General, stage.Ada, "@lurkbot tell");
        await fault.Hit.Task;
        if (isKilled)
        {
            // What is left is the row of a preview whose id nobody knows; the turn goes on in the next process.
            Assert.Contains((await home.Ledger.ReadUnsentAsync(default)), row => OutboxSender.IsPreview(row) && row is { State: OutboundState.Sending, PlatformId: null });
            await home.StopAsync();
            await home.StartAsync();
        }

        gate.Open();
        await stage.Server.UntilAsync(() => stage.Server.Replies(root).Any(reply => reply.Shown.Contains("Once upon a time", StringComparison.Ordinal)));
        var rows = await home.SettledAsync();
        Assert.Equal(OutboundState.Sent, Assert.Single(rows.Outbound).State);
        var reply = Assert.Single(stage.Server.Replies(root));
        Assert.Equal((rows.Outbound[0].PlatformId, (FaultKind)kind is FaultKind.DropAfter ? true : null), (reply.Ts, reply.Stream?.IsStopped));
    }

    [Fact]
    public async Task ThreadOfADirectChat_IsATopic_AndStreams()
    {
        await using var stage = await SlackStage.StartAsync();
        var gate = new Gate();
        var home = new SlackHome(stage, new ScriptedModel((_, _, cancellation) => ScriptedModel.Held("Once upon a time", gate, " there was <!channel> @here", cancellation)));
        await using (await home.StartAsync())
        {
            var root = stage.Server.OpenAssistant(stage.Ada);
            stage.Server.Say(stage.Im, stage.Ada, "Tell", root);
            await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Im) is [{ Stream: { } } preview] && preview.Shown.Contains("Once upon", StringComparison.Ordinal));
            Assert.Contains("processing", stage.Server.Thread(root).SessionStatuses);
            gate.Open();
            Assert.Equal(["Once upon a time there was <!channel> @here"], await home.AnswersAsync(stage.Im, 1));
            var answer = Assert.Single(stage.Server.Answers(stage.Im));
            Assert.Equal((root.Ts, true), (answer.ThreadTs, answer.Stream!.IsStopped));
            Assert.Empty(stage.Server.Broadcasts());
            Assert.Equal([$"slack:{stage.Im.Id}/{root.Ts}:topic"], await home.KeysAsync());
            await stage.Server.UntilAsync(() => stage.Server.Thread(root).SessionStatuses[^1] == "active");
        }
    }

    [Fact]
    public async Task NativeStop_EndsTheReply_AndSaysSo()
    {
        await using var stage = await SlackStage.StartAsync();
        var gate = new Gate();
        var home = new SlackHome(stage, new ScriptedModel((_, _, cancellation) => ScriptedModel.Held("Once upon a time", gate, " there was", cancellation)));
        await using (await home.StartAsync())
        {
            var said = stage.Server.Say(stage.General, stage.Ada, "@lurkbot tell");
            await stage.Server.UntilAsync(() => stage.Server.Replies(said) is [{ Stream: { } } preview] && preview.Shown.Contains("Once upon", StringComparison.Ordinal));
            var preview = stage.Server.Replies(said)[0];
            Assert.Equal(stage.Ada.Id, preview.Stream!.RecipientUser);
            Assert.True(stage.Server.PressStop(stage.Ada, preview));
            await home.SettledAsync();
            Assert.Equal("Once upon a time\n\n(Stopped.)", Assert.Single(stage.Server.Replies(said)).Shown);
            Assert.Equal(InboundState.Cancelled, (await home.SettledAsync()).Inbound.Last(row => row.Entry is not null).State);
        }
    }

    [Fact]
    public async Task Edit_OfAnAnsweredMessage_IsACorrection_AndADeletionHides()
    {
        await using var stage = await SlackStage.StartAsync();
        var model = new ScriptedModel((messages, _, _) => ScriptedModel.Text($"You said: {messages[^1].Text}"));
        await using var home = await new SlackHome(stage, model).StartAsync();
        var said = stage.Server.Say(stage.Im, stage.Ada, "Meet at four");
        await home.AnswersAsync(stage.Im, 1);
        var gone = stage.Server.Say(stage.Im, stage.Ada, "My pin is 1234");
        await home.AnswersAsync(stage.Im, 2);
        stage.Server.EditInvisibly(said);
        stage.Server.Edit(said, "Meet at five");
        stage.Server.Delete(gone);
        stage.Server.Say(stage.Im, stage.Ada, "When?");
        await home.AnswersAsync(stage.Im, 3);
        Assert.Equal(["Meet at five"], (await home.ReadAsync(home.Main)).OfType<CorrectionEntry>().Where(entry => entry.Content.Length > 0).Select(entry => entry.Content));
        Assert.Contains("Meet at five", model.Last, StringComparison.Ordinal);
        Assert.DoesNotContain("user|text My pin is 1234", model.Last, StringComparison.Ordinal);
        Assert.Equal(3, stage.Server.Answers(stage.Im).Count);
    }

    [Fact]
    public async Task Commands_InMessagesAndBySlash_AreCarriedOutOnce()
    {
        await using var stage = await SlackStage.StartAsync();
        stage.App.Commands.Add("/lurkbot");
        await using var home = await new SlackHome(stage).StartAsync();
        stage.Server.Say(stage.Im, stage.Ada, "one");
        await home.AnswersAsync(stage.Im, 1);
        stage.Server.Say(stage.Im, stage.Ada, "/new");
        await home.AnswersAsync(stage.Im, 2);
        stage.Server.Command(stage.Im, stage.Ada, "/lurkbot", "status");
        var answers = await home.AnswersAsync(stage.Im, 3);
        Assert.StartsWith("New conversation started", answers[1], StringComparison.Ordinal);
        Assert.StartsWith($"Session {home.Main}, 0 messages", answers[2], StringComparison.Ordinal);
        Assert.Single((await home.ReadAsync(home.Main)).OfType<ClearEntry>());
    }

    [Fact]
    public async Task Redelivery_AndDoubledMention_AreAnsweredOnce()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        var said = stage.Server.Say(stage.General, stage.Ada, "@lurkbot one");
        foreach (var envelope in stage.Server.Sockets.Envelopes)
            stage.Server.Sockets.Repeat(envelope);
        await home.AnswersAsync(stage.General, 1);
        stage.Server.Say(stage.Im, stage.Ada, "two");
        await home.AnswersAsync(stage.Im, 1);
        Assert.Single(stage.Server.Replies(said));
        Assert.Equal(2, (await home.SettledAsync()).Outbound.Count);
    }

    [Theory]
    [InlineData(600)]
    [InlineData(0)]
    public async Task Restart_ReadsWhatWasSaidMeanwhile_ThreadsIncluded_InOrder(int overlap)
    {
        await using var stage = await SlackStage.StartAsync();
        // Without an overlap the first message of the thread is not in the history any more.
        var times = SlackHome.Times with { Overlap = TimeSpan.FromSeconds(overlap) };
        await using var home = await new SlackHome(stage).StartAsync(times);
        var said = stage.Server.Say(stage.General, stage.Ada, "@lurkbot one");
        await home.AnswersAsync(stage.General, 1);
        stage.Server.Say(stage.Im, stage.Ada, "direct one");
        await home.AnswersAsync(stage.Im, 1);
        await home.StopAsync();
        stage.Server.Say(stage.Im, stage.Ada, "direct two");
        stage.Server.Say(stage.General, stage.Ada, "thread two", said);
        stage.Server.Say(stage.General, stage.Ada, "nothing for the bot");
        var later = stage.Server.Say(stage.General, stage.Ada, "@lurkbot three");
        stage.Server.Say(stage.General, stage.Ada, "four", later);
        await home.StartAsync(times);
        Assert.Equal(["You said: direct one", "You said: direct two"], await home.AnswersAsync(stage.Im, 2));
        await stage.Server.UntilAsync(() => stage.Server.Replies(said).Count >= 2 && stage.Server.Replies(later).Count >= 1);
        await home.SettledAsync();
        Assert.Equal(2, stage.Server.Replies(said).Count);
        Assert.Contains("thread two", stage.Server.Replies(said)[1].Shown, StringComparison.Ordinal);
        var topic = (await home.ReadAsync($"slack:{stage.General.Id}/{later.Ts}:topic")).OfType<UserEntry>().ToList();
        Assert.Equal(2, topic.Count);
        Assert.DoesNotContain((await home.SettledAsync()).Inbound, row => row.Reason == "not for the bot");
    }

    [Theory]
    [InlineData(nameof(FaultKind.DropAfter))]
    [InlineData(nameof(FaultKind.HtmlAfter))]
    [InlineData(nameof(FaultKind.DropBefore))]
    public async Task MaybeSent_IsFoundByItsMetadata(string kind)
    {
        await using var stage = await SlackStage.StartAsync();
        // No preview: the answer's own send is lost, however long it took.
        await using var home = await new SlackHome(stage).StartAsync(SlackHome.Times with { BetweenEdits = TimeSpan.FromMinutes(1) });
        stage.Server.Fail("chat.postMessage", Enum.Parse<FaultKind>(kind));
        stage.Server.Say(stage.Im, stage.Ada, "one");
        await home.AnswersAsync(stage.Im, 1);
        var sent = Assert.Single((await home.SettledAsync()).Outbound);
        Assert.Equal(OutboundState.Sent, sent.State);
        Assert.Equal(Assert.Single(stage.Server.Answers(stage.Im)).Ts, sent.PlatformId);
    }

    [Fact]
    public async Task ServerErrors_InAStorm_LoseAndDoubleNothing()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        stage.Server.Say(stage.Im, stage.Ada, "zero");
        await home.AnswersAsync(stage.Im, 1);
        stage.Server.Fail(null, FaultKind.Html, times: 15);
        stage.Server.Fail("chat.postMessage", FaultKind.HtmlAfter, times: 2);
        stage.Server.Fail("chat.postMessage", FaultKind.Refuse, refusal: new SlackException("internal_error"));
        stage.Server.Fail("apps.connections.open", FaultKind.Html, times: 3);
        stage.Server.Sockets.Drop();
        for (var i = 0; i < 5; i++)
            stage.Server.Say(stage.Im, stage.Ada, $"m{i}");
        await Poll.UntilAsync(async () => (await home.ReadAsync(home.Main)).OfType<UserEntry>().Count() == 6);
        var rows = await home.SettledAsync();
        Assert.All(rows.Inbound, row => Assert.Equal(InboundState.Answered, row.State));
        Assert.All(rows.Outbound, row => Assert.Equal(OutboundState.Sent, row.State));
        Assert.Equal(rows.Outbound.Select(row => row.PlatformId).Order(StringComparer.Ordinal), stage.Server.Answers(stage.Im).Select(message => message.Ts).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RateLimit_IsKeptTo_AndNothingIsLost()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        stage.Server.Limit("chat.postMessage", 2);
        stage.Server.Say(stage.Im, stage.Ada, "one");
        stage.Server.Say(stage.General, stage.Ada, "@lurkbot two");
        await home.AnswersAsync(stage.Im, 1);
        await home.AnswersAsync(stage.General, 1);
        Assert.All((await home.SettledAsync()).Outbound, row => Assert.Equal(OutboundState.Sent, row.State));
        Assert.InRange(stage.App.Limits.Ignored, 1, 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LongAnswer_ArrivesWhole_InOrder(bool isStreamed)
    {
        await using var stage = await SlackStage.StartAsync();
        var gate = new Gate();
        await using var home = await new SlackHome(stage, new ScriptedModel((_, _, cancellation) => ScriptedModel.Held(LongAnswer.Text[..5000], gate, LongAnswer.Text[5000..], cancellation))).StartAsync();
        var root = isStreamed ? stage.Server.OpenAssistant(stage.Ada) : null;
        stage.Server.Say(stage.Im, stage.Ada, "Go", root);
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Im).Count == 1);
        gate.Open();
        await home.AnswersAsync(stage.Im, 2);
        var parts = stage.Server.Answers(stage.Im);
        Assert.Empty(stage.Server.Broadcasts());
        Assert.Equal(isStreamed, parts[0].Stream is { IsStopped: true });
        Assert.All(parts, part => Assert.Equal(root?.Ts, part.ThreadTs));
        Assert.Equal(LongAnswer.Words, string.Concat(parts.Select(part => string.Concat(SlackText.Of(part.Blocks).Select(LongAnswer.WordsOf)))));
        Assert.Equal(LongAnswer.Code, parts.SelectMany(part => SlackText.Of(part.Blocks)).SelectMany(LongAnswer.CodeOf));
    }
}
