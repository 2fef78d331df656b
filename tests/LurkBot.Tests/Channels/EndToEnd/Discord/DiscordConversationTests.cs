using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>Conversations on Discord, from a person's message over sockets, files and the ledger to what they see.</summary>
public sealed class DiscordConversationTests
{
    [Fact]
    public async Task DirectMessage_OfTheOwner_IsAnsweredInTheMainSession()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        var said = stage.Server.Say(stage.Direct, stage.Ada, "Hello");
        Assert.Equal(["You said: Hello"], await home.AnswersAsync(stage.Direct, 1));
        Assert.Equal([$"discord:{stage.Ada.Id}:main"], await home.KeysAsync());
        var rows = await home.SettledAsync();
        var sent = Assert.Single(rows.Outbound);
        var answer = stage.Server.Answers(stage.Direct)[0];
        Assert.Equal((OutboundState.Sent, answer.Id), (sent.State, sent.PlatformId));
        Assert.Equal((said, 24), (answer.ReplyTo, answer.Nonce!.ToString().Length));
        Assert.Empty(answer.Pinged);
        await stage.Server.UntilAsync(() => said.Reactions.ContainsKey("👀"));
    }

    [Fact]
    public async Task MessageThatIsNotAnswered_IsMarked()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage, new ScriptedModel((_, _, _) => throw new LurkBotException("No credit."))).StartAsync();
        var said = stage.Server.Say(stage.Direct, stage.Ada, "Hello");
        await stage.Server.UntilAsync(() => said.Reactions.ContainsKey("❗"));
    }

    [Fact]
    public async Task Channel_AnswersMentionsRolesAndReplies_InItsOwnSession()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = new DiscordHome(stage);
        home.Discord.AllowedGuilds = [stage.Guild.Id];
        await home.StartAsync();
        var (server, general) = (stage.Server, stage.General);
        server.Say(general, stage.Bob, "Who moves? lurk@example.com");
        server.Say(general, stage.Bob, $"{stage.Bot.Account.Mention} who moves?");
        Assert.Contains("who moves?", Assert.Single(await home.AnswersAsync(general, 1)), StringComparison.Ordinal);
        server.Say(general, stage.Ada, "And then?", replyTo: server.Answers(general)[0], pings: false);
        Assert.Equal(2, (await home.AnswersAsync(general, 2)).Count);
        server.Say(general, stage.Ada, $"<@&{stage.Guild.RoleOf(stage.Bot).Id}> you too");
        Assert.EndsWith("\nyou too", (await home.AnswersAsync(general, 3))[^1], StringComparison.Ordinal);
        Assert.Equal([$"discord:{general.Id}:group"], await home.KeysAsync());
        var said = (await home.ReadAsync($"discord:{general.Id}:group")).OfType<UserEntry>().ToList();
        Assert.Equal([stage.Bob.Id, stage.Ada.Id, stage.Ada.Id], said.Select(entry => entry.Sender!.Id));
    }

    [Fact]
    public async Task ThreadsAndPosts_AreSessionsOfTheirOwn_AndAnsweredThere()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = new DiscordHome(stage);
        home.Discord.AllowedGroups = [stage.General.Id, stage.Forum.Id];
        await home.StartAsync();
        var server = stage.Server;
        var thread = server.OpenThread(stage.Bob, stage.General, "moves");
        server.Say(thread, stage.Bob, $"{stage.Bot.Account.Mention} e4?");
        Assert.EndsWith("\ne4?", Assert.Single(await home.AnswersAsync(thread, 1)), StringComparison.Ordinal);
        var post = server.OpenPost(stage.Bob, stage.Forum, "A question", $"{stage.Bot.Account.Mention} why?");
        Assert.EndsWith("\nwhy?", Assert.Single(await home.AnswersAsync(post, 1)), StringComparison.Ordinal);
        Assert.Empty(server.Answers(stage.General));
        Assert.Equal(new[] { $"discord:{stage.General.Id}/{thread.Id}:topic", $"discord:{stage.Forum.Id}/{post.Id}:topic" }.Order(StringComparer.Ordinal), await home.KeysAsync());
    }

    [Fact]
    public async Task Channel_NotAllowed_TellsTheOwnerWhatToSet()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        stage.Server.Say(stage.General, stage.Bob, $"{stage.Bot.Account.Mention} hi");
        stage.Server.Say(stage.General, stage.Ada, $"{stage.Bot.Account.Mention} hi");
        Assert.Equal($"This channel is not allowed yet. Add {stage.General.Id} to LURKBOT\\_DISCORD\\_\\_ALLOWED\\_CHANNELS and restart the gateway.", Assert.Single(await home.AnswersAsync(stage.General, 1)));
        Assert.Empty(await home.KeysAsync());
    }

    [Fact]
    public async Task Stranger_GetsACode_AndIsLetIn()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        var chat = stage.Server.OpenDirect(stage.Bob);
        stage.Server.Say(chat, stage.Bob, "let me in");
        var told = Assert.Single(await home.AnswersAsync(chat, 1));
        var code = Assert.Single(home.Pairing.Read().Waiting);
        Assert.Contains(code.Code, told, StringComparison.Ordinal);
        Assert.Equal(stage.Bob.Id, home.Pairing.Approve(code.Code)?.Sender);
        stage.Server.Say(chat, stage.Bob, "Hi");
        Assert.Equal([told, "You said: Hi"], await home.AnswersAsync(chat, 2));
        Assert.Equal([$"discord:{stage.Bob.Id}:dm"], await home.KeysAsync());
    }

    [Fact]
    public async Task SlashCommands_OfAStranger_AreEachAnsweredInFull()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        await stage.Server.UntilAsync(() => stage.Bot.Commands.Count > 0);
        var chat = stage.Server.OpenDirect(stage.Bob);
        var first = await UsedAsync(stage, chat);
        Assert.Contains(Assert.Single(home.Pairing.Read().Waiting).Code, first, StringComparison.Ordinal);
        Assert.Equal("You are not let in yet. Ask the owner.", await UsedAsync(stage, chat));
        stage.Server.Say(chat, stage.Bob, "/start WRONGCODE");
        Assert.Equal("That code is not valid: it is mistyped, used or older than an hour.", (await home.AnswersAsync(chat, 3))[2]);
        await File.WriteAllTextAsync(Path.Combine(home.Path, "pairing.json"), "{");
        Assert.StartsWith("I cannot look up", await UsedAsync(stage, chat), StringComparison.Ordinal);
        Assert.StartsWith("I cannot look up", await UsedAsync(stage, chat), StringComparison.Ordinal);
        await home.SettledAsync();
        Assert.Equal(5, stage.Server.Answers(chat).Count);
    }

    [Fact]
    public async Task SlashCommands_BeyondTheLimit_AreEachAnsweredInFull()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = new DiscordHome(stage);
        home.Discord.Allowlist = [stage.Bob.Id];
        await home.StartAsync();
        await stage.Server.UntilAsync(() => stage.Bot.Commands.Count > 0);
        var chat = stage.Server.OpenDirect(stage.Bob);
        for (var i = 0; i < LurkBot.Channels.SenderLimit.PerMinute; i++)
            stage.Server.Say(chat, stage.Bob, "Hello");
        Assert.Equal("Too many messages. Try again in a minute.", await UsedAsync(stage, chat));
        Assert.Equal("Too many messages. Try again in a minute.", await UsedAsync(stage, chat));
    }

    [Fact]
    public async Task SlashCommand_OfTheOwnerInAChannelThatIsNotAllowed_IsAnsweredInFull()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        await stage.Server.UntilAsync(() => stage.Bot.Commands.Count > 0);
        for (var i = 0; i < 2; i++)
        {
            var used = stage.Server.Use(stage.General, stage.Ada, "help");
            await stage.Server.UntilAsync(() => used.Original is { IsLoading: false });
            Assert.StartsWith("This channel is not allowed yet.", used.Original!.Content, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task DirectMessages_Off_AnswersNoOne()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = new DiscordHome(stage);
        home.Discord.DirectMessages = false;
        home.Discord.AllowedGroups = [stage.General.Id];
        await home.StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "Hello?");
        stage.Server.Say(stage.General, stage.Ada, $"{stage.Bot.Account.Mention} Hello?");
        await home.AnswersAsync(stage.General, 1);
        Assert.Empty(stage.Server.Answers(stage.Direct));
    }

    [Fact]
    public async Task Edit_OfAWaitingMessage_IsWhatIsAnswered_AndAPreviewOfALinkIsNone()
    {
        await using var stage = await DiscordStage.StartAsync();
        var gate = new Gate();
        var model = new ScriptedModel((messages, _, cancellationToken) => ScriptedModel.Held("You said: ", gate, messages[^1].Text, cancellationToken));
        await using var home = await new DiscordHome(stage, model).StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "first");
        await gate.Reached;
        var second = stage.Server.Say(stage.Direct, stage.Ada, "secnod https://example.com");
        stage.Server.Unfurl(second, "https://example.com");
        stage.Server.Edit(second, "second");
        var third = stage.Server.Say(stage.Direct, stage.Ada, "third");
        stage.Server.Delete(third);
        var last = stage.Server.Say(stage.Direct, stage.Ada, "last");
        await stage.Server.UntilAsync(() => last.Reactions.Count > 0);
        gate.Open();
        await home.SettledAsync();
        var answers = stage.Server.Answers(stage.Direct).Select(message => message.Content).ToList();
        Assert.DoesNotContain(answers, answer => answer.Contains("secnod", StringComparison.Ordinal) || answer.Contains("third", StringComparison.Ordinal));
        var entries = await home.ReadAsync($"discord:{stage.Ada.Id}:main");
        Assert.Equal(["second", ""], entries.OfType<CorrectionEntry>().Select(entry => entry.Content ?? ""));
    }

    [Fact]
    public async Task SlashCommand_IsAnsweredAtOnce_AndThenInFull()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        await stage.Server.UntilAsync(() => stage.Bot.Commands.Count > 0);
        stage.Server.Say(stage.Direct, stage.Ada, "Hello");
        await home.AnswersAsync(stage.Direct, 1);
        var used = stage.Server.Use(stage.Direct, stage.Ada, "new");
        await stage.Server.UntilAsync(() => used.Original is { IsLoading: false });
        Assert.Equal((5, "New conversation started. The history is kept; /undo takes this back."), (used.Answer, used.Original!.Content));
        await home.SettledAsync();
        Assert.Equal(2, stage.Server.Answers(stage.Direct).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SlashCommands_ManyAtOnce_AreEachAnsweredInTheirOwnPlace(bool isLimited)
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        await stage.Server.UntilAsync(() => stage.Bot.Commands.Count > 0);
        // Each first answer is on its way when the next must be given, or has to be given twice.
        var fault = stage.Server.Fail("POST /interactions/{interaction}/{token}/callback", isLimited ? FaultKind.Refuse : FaultKind.Hold, times: 22, refusal: RestRefusal.RateLimited(0.1));
        var used = Enumerable.Range(0, 22).Select(_ => stage.Server.Use(stage.Direct, stage.Ada, "help")).ToList();
        await stage.Server.UntilAsync(() => used.All(one => one.Answer == 5));
        fault.Released.TrySetResult();
        await stage.Server.UntilAsync(() => used.All(one => one.Original is { IsLoading: false }));
        await home.SettledAsync();
        Assert.Equal(22, stage.Server.Answers(stage.Direct).Count);
        Assert.All(stage.Server.Answers(stage.Direct), answer => Assert.Contains(used, one => one.Original == answer));
    }

    [Fact]
    public async Task SlashCommand_Expired_IsAnsweredByAMessage()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        await stage.Server.UntilAsync(() => stage.Bot.Commands.Count > 0);
        stage.Server.Fail("POST /interactions/{interaction}/{token}/callback", FaultKind.Refuse, refusal: new RestRefusal(404, 10062, "Unknown interaction"));
        stage.Server.Use(stage.Direct, stage.Ada, "help");
        Assert.Contains("/stop", Assert.Single(await home.AnswersAsync(stage.Direct, 1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SlashCommand_WhoseTokenExpired_IsAnsweredByAMessage_AndNothingElseStops()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        await stage.Server.UntilAsync(() => stage.Bot.Commands.Count > 0);
        stage.Server.Fail("PATCH /webhooks/{application}/{token}/messages/{message}", FaultKind.Refuse, refusal: new RestRefusal(401, 50027, "Invalid Webhook Token"));
        stage.Server.Use(stage.Direct, stage.Ada, "help");
        Assert.Contains("/stop", Assert.Single(await home.AnswersAsync(stage.Direct, 1)), StringComparison.Ordinal);
        stage.Server.Say(stage.Direct, stage.Ada, "Hello");
        Assert.Equal("You said: Hello", (await home.AnswersAsync(stage.Direct, 2))[1]);
    }

    [Fact]
    public async Task SlashCommand_WhereTheBotDoesNotAnswer_IsTold()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        await stage.Server.UntilAsync(() => stage.Bot.Commands.Count > 0);
        var used = stage.Server.Use(stage.General, stage.Bob, "help");
        await stage.Server.UntilAsync(() => used.Original is { IsLoading: false });
        Assert.Equal("The bot does not answer here.", used.Original!.Content);
    }

    [Fact]
    public async Task Channel_WithoutTheRightToReadHistory_GetsAMessageInPlaceOfAReply()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = new DiscordHome(stage);
        home.Discord.AllowedGroups = [stage.General.Id];
        stage.Server.Deny(stage.General, DiscordRight.ReadMessageHistory);
        await home.StartAsync();
        stage.Server.Say(stage.General, stage.Bob, $"{stage.Bot.Account.Mention} hi");
        await home.AnswersAsync(stage.General, 1);
        Assert.Null(stage.Server.Answers(stage.General)[0].ReplyTo);
    }

    /// <summary>What a stranger's command is answered in full.</summary>
    private static async Task<string> UsedAsync(DiscordStage stage, DiscordRoom chat)
    {
        var used = stage.Server.Use(chat, stage.Bob, "help");
        await stage.Server.UntilAsync(() => used.Original is { IsLoading: false });
        return used.Original!.Content;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task LongAnswer_ArrivesWhole_InOrder(bool isShownBefore)
    {
        await using var stage = await DiscordStage.StartAsync();
        var gate = new Gate();
        await using var home = await new DiscordHome(stage, new ScriptedModel((_, _, cancellation) => ScriptedModel.Held(LongAnswer.Text[..5000], gate, LongAnswer.Text[5000..], cancellation))).StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "Go");
        if (isShownBefore)
            await home.AnswersAsync(stage.Direct, 1);
        gate.Open();
        await home.AnswersAsync(stage.Direct, 8);
        await home.SettledAsync();
        var parts = stage.Server.Answers(stage.Direct);
        Assert.All(parts, part => Assert.Empty(part.Pinged));
        Assert.Equal(LongAnswer.Words, string.Concat(parts.Select(part => LongAnswer.WordsOf(part.Content))));
        Assert.Equal(LongAnswer.Code, parts.SelectMany(part => LongAnswer.CodeOf(part.Content)));
        // Every block of code is closed where it ends or goes on in the next message.
        Assert.All(parts, part => Assert.Equal(0, part.Content.Split('\n').Count(line => line.StartsWith("```", StringComparison.Ordinal)) % 2));
        Assert.Equal(isShownBefore, parts[0].EarlierContents.Count > 0);
    }
}
