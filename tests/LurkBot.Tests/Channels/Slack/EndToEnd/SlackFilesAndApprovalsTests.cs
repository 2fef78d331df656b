using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Turns;
using LurkBot.Workspaces;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Channels;

/// <summary>Files both ways, approvals, and replies around restarts, end to end.</summary>
public sealed class SlackFilesAndApprovalsTests
{
    [Fact]
    public async Task File_OfAPerson_ReachesTheModel()
    {
        await using var stage = await SlackStage.StartAsync();
        var model = new ScriptedModel((_, _, _) => ScriptedModel.Text("Read."));
        await using var home = await new SlackHome(stage, model).StartAsync();
        stage.Server.Upload(stage.Im, stage.Ada, "look", null, stage.Server.AddFile("notes.txt", "text/plain", "the secret is 42"u8.ToArray()));
        await home.AnswersAsync(stage.Im, 1);
        Assert.Contains("the secret is 42", model.Last, StringComparison.Ordinal);
        Assert.Equal("notes.txt", (await home.ReadAsync(home.Main)).OfType<UserEntry>().Single().Attachments.Single().Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_ToBeSent_IsApprovedByAButton(bool isAllowed)
    {
        await using var stage = await SlackStage.StartAsync();
        var home = new SlackHome(stage, new ScriptedModel((_, number, _) => number == 1 ? Call("notes.txt", "The <!channel> notes") : ScriptedModel.Text("Done.")));
        home.Options.Tools.ChannelAsk["SLACK"] = ["send_file"];
        await using (await home.StartAsync())
        {
            var folder = WorkspaceFolder.Of(home.Path, home.Options.Workspaces, SessionKey.Parse(home.Main));
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "one");
            stage.Server.Say(stage.Im, stage.Ada, "Send it");
            await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Im).Any(message => message.Buttons.Any()));
            var question = stage.Server.Answers(stage.Im).Single(message => message.Buttons.Any());
            Assert.Contains("May send_file run this?", question.Shown, StringComparison.Ordinal);
            var press = stage.Server.Press(stage.Ada, question, isAllowed ? "lurkbot-0" : "lurkbot-3");
            Assert.NotNull(press);
            await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Im).Any(message => message.Shown == "Done."));
            await home.SettledAsync();
            var files = stage.Server.Answers(stage.Im).Where(message => message.Files.Count > 0).ToList();
            Assert.Equal(isAllowed ? 1 : 0, files.Count);
            Assert.All(files, message => Assert.Equal(("notes.txt", "The <!channel> notes"), ((string?)message.Files[0]!["name"], message.Shown)));
            await stage.Server.UntilAsync(() => !question.Buttons.Any() && stage.Server.Ephemerals.Count == 1);
            Assert.StartsWith("May send_file run this?", question.Shown, StringComparison.Ordinal);
            Assert.EndsWith(isAllowed ? "Allowed once." : "Not allowed.", question.Shown, StringComparison.Ordinal);
            Assert.Equal(isAllowed ? "Allowed once." : "Not allowed.", stage.Server.Ephemerals[0].Text);
            Assert.Empty(stage.Server.Broadcasts());
            await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes.All(envelope => envelope.IsAcknowledged));
        }
    }

    [Fact]
    public async Task Approval_IsTheOwnersOnly()
    {
        await using var stage = await SlackStage.StartAsync();
        var home = new SlackHome(stage, new ScriptedModel((_, number, _) => number == 1 ? Call("notes.txt", null) : ScriptedModel.Text("Done.")));
        home.Options.Tools.ChannelAsk["SLACK"] = ["send_file"];
        home.Slack.Owners = [stage.Bob.Id];
        home.Slack.Allowlist = [stage.Ada.Id];
        await using (await home.StartAsync())
        {
            stage.Server.Say(stage.Im, stage.Ada, "Send it");
            var bobs = stage.Server.OpenIm(stage.Bob);
            await stage.Server.UntilAsync(() => stage.Server.Answers(bobs).Any(message => message.Buttons.Any()) || stage.Server.Answers(stage.Im).Any(message => message.Shown.Contains("Done.", StringComparison.Ordinal)));
            // Whatever the policy of a dm says, no button is shown to anyone but the owner.
            Assert.DoesNotContain(stage.Server.Answers(stage.Im), message => message.Buttons.Any());
        }
    }

    [Fact]
    public async Task Renewals_DuringAConversation_LoseAndDoubleNothing()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        for (var i = 0; i < 12; i++)
        {
            await stage.Server.UntilAsync(() => stage.Server.Sockets.Connections.Any(connection => connection.IsOpen));
            var open = stage.Server.Sockets.Connections.Last(connection => connection.IsOpen);
            stage.Server.Say(stage.Im, stage.Ada, $"m{i:00}");
            if (i % 3 == 0)
                open.Drop();
            else if (i % 3 == 1)
                await open.WarnAsync();
            else
                await open.RefreshAsync();
        }

        // What came together is answered together.
        await Poll.UntilAsync(async () => (await home.ReadAsync(home.Main)).OfType<UserEntry>().Count() >= 12);
        var rows = await home.SettledAsync();
        var entries = await home.ReadAsync(home.Main);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"m{i:00}"), entries.OfType<UserEntry>().Select(entry => entry.Content).Order(StringComparer.Ordinal));
        Assert.All(rows.Inbound, row => Assert.Equal(InboundState.Answered, row.State));
        Assert.Equal(entries.OfType<AssistantEntry>().Count(), stage.Server.Answers(stage.Im).Count);
    }

    [Fact]
    public async Task Channels_ThatTheBotIsIn_AreKnownToOtherProcesses_BeforeAnyMessage()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        using var book = new ChatBook(home.Ledger);
        await Poll.UntilAsync(async () => (await book.ReadAsync("slack", default)).Any(chat => chat.Title == stage.General.Name));
    }

    [Fact]
    public async Task History_ThatMayNotBeRead_HoldsNothingUp_AndIsTold()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        stage.Server.Say(stage.Im, stage.Ada, "one");
        await home.AnswersAsync(stage.Im, 1);
        await home.StopAsync();
        stage.Server.Fail("conversations.history", FaultKind.Refuse, times: 1000, refusal: new SlackException("missing_scope"));
        await home.StartAsync();
        await Poll.UntilAsync(() => home.Channel.Health.Detail is not null);
        Assert.Contains("could not be read (missing_scope", home.Channel.Health.Detail, StringComparison.Ordinal);
        stage.Server.Say(stage.Im, stage.Ada, "two");
        Assert.Equal("You said: two", (await home.AnswersAsync(stage.Im, 2))[1]);
    }

    [Fact]
    public async Task Restart_WhileAPartWasBeingSent_FindsItOrSendsItAgain()
    {
        await using var stage = await SlackStage.StartAsync();
        // Without previews: the fault is for the reply.
        var times = SlackHome.Times with { BetweenEdits = TimeSpan.FromMinutes(5) };
        await using var home = await new SlackHome(stage).StartAsync(times);
        foreach (var kind in new[] { FaultKind.DropAfter, FaultKind.DropBefore })
        {
            stage.Server.Fail("chat.postMessage", kind);
            // As long as it cannot be looked for, its fate is open.
            var blocked = stage.Server.Fail("conversations.history", FaultKind.Html, times: 1000);
            var before = stage.Server.Answers(stage.Im).Count;
            stage.Server.Say(stage.Im, stage.Ada, $"one {kind}");
            await blocked.Hit.Task;
            await home.StopAsync();
            blocked.Times = 0;
            await home.StartAsync(times);
            await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Im).Count > before);
            await home.SentAsync();
            Assert.Equal(before + 1, stage.Server.Answers(stage.Im).Count);
        }
    }

    [Theory]
    [InlineData(FaultKind.DropAfter, "The *notes*")]
    [InlineData(FaultKind.DropBefore, null)]
    public async Task Restart_WhileAFileWasBeingSent_FindsItOrSendsItAgain(object kind, string? caption)
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage, new ScriptedModel((_, number, _) => number == 1 ? Call("notes.txt", caption) : ScriptedModel.Text("Done."))).StartAsync();
        var folder = WorkspaceFolder.Of(home.Path, home.Options.Workspaces, SessionKey.Parse(home.Main));
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "notes.txt"), "one", TestContext.Current.CancellationToken);
        var lost = stage.Server.Fail("files.completeUploadExternal", (FaultKind)kind);
        var unknown = stage.Server.Fail("files.info", FaultKind.Html, times: 1000);
        stage.Server.Say(stage.Im, stage.Ada, "Send it");
        await lost.Hit.Task;
        // As long as it cannot be looked for, its fate is open.
        var blocked = stage.Server.Fail("conversations.history", FaultKind.Html, times: 1000);
        await blocked.Hit.Task;
        await home.StopAsync();
        (unknown.Times, blocked.Times) = (0, 0);
        await home.StartAsync();
        await home.SentAsync();
        var message = Assert.Single(stage.Server.Answers(stage.Im), message => message.Files.Count > 0);
        Assert.Equal(caption?.Replace("*", "", StringComparison.Ordinal) ?? "notes.txt", message.Shown.Replace("\n", "", StringComparison.Ordinal));
        Assert.Equal(message.Ts, (await home.SettledAsync()).Outbound[^1].PlatformId);
    }

    [Fact]
    public async Task Stranger_IsLetInByACodeOfTheOwner()
    {
        await using var stage = await SlackStage.StartAsync();
        stage.App.Commands.Add("/lurkbot");
        await using var home = await new SlackHome(stage).StartAsync();
        var bobs = stage.Server.OpenIm(stage.Bob);
        stage.Server.Say(bobs, stage.Bob, "let me in");
        Assert.Contains("pairing approve", Assert.Single(await home.AnswersAsync(bobs, 1)), StringComparison.Ordinal);
        var invitation = new LurkBot.Channels.PairingBook(home.Path, TimeProvider.System).Invite("slack");
        stage.Server.Command(bobs, stage.Bob, "/lurkbot", $"start {invitation.Code}");
        Assert.Contains("Welcome", (await home.AnswersAsync(bobs, 2))[1], StringComparison.Ordinal);
        stage.Server.Say(bobs, stage.Bob, "hi");
        Assert.Equal("You said: hi", (await home.AnswersAsync(bobs, 3))[2]);
        Assert.Equal([$"slack:{bobs.Id}:dm"], await home.KeysAsync());
    }

    [Fact]
    public async Task Stranger_CommandsAndWrongCodes_AreAnswered()
    {
        await using var stage = await SlackStage.StartAsync();
        stage.App.Commands.Add("/lurkbot");
        await using var home = await new SlackHome(stage).StartAsync();
        var bobs = stage.Server.OpenIm(stage.Bob);
        stage.Server.Command(bobs, stage.Bob, "/lurkbot", "help");
        Assert.Contains("pairing approve", (await home.AnswersAsync(bobs, 1))[0], StringComparison.Ordinal);
        stage.Server.Command(bobs, stage.Bob, "/lurkbot", "help");
        Assert.Equal("You are not let in yet. Ask the owner.", (await home.AnswersAsync(bobs, 2))[1]);
        var invitation = new LurkBot.Channels.PairingBook(home.Path, TimeProvider.System).Invite("slack");
        for (var i = 1; i <= LurkBot.Channels.PairingBook.MostGuesses; i++)
        {
            stage.Server.Command(bobs, stage.Bob, "/lurkbot", "start WRONGCODE");
            Assert.StartsWith("That code is not valid", (await home.AnswersAsync(bobs, 2 + i))[^1], StringComparison.Ordinal);
        }

        // Right or wrong, no more is said of a code.
        stage.Server.Command(bobs, stage.Bob, "/lurkbot", $"start {invitation.Code}");
        Assert.Equal("Too many wrong codes. Try again in an hour.", (await home.AnswersAsync(bobs, 8))[^1]);
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Call(string path, string? caption)
    {
        await Task.Yield();
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { ["path"] = path };
        if (caption is not null)
            arguments["caption"] = caption;
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("c1", "send_file", arguments)]);
    }
}
