using LurkBot.Channels;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>What is sent, and what is said of it.</summary>
public sealed class SlackSendingTests
{
    private static string Long(int length) => string.Join("\n\n", Enumerable.Range(0, length / 100).Select(i => $"{i:000} {new string((char)('a' + (i % 26)), 94)}"));

    [Fact]
    public async Task LongAnswer_WithTablesAndCode_ArrivesWhole()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var code = string.Join('\n', Enumerable.Range(0, 100).Select(i => $"line {i} <!channel> &amp; \"quoted\""));
        var markdown = $"{Long(8000)}\n\n```csharp\n{code}\n```\n\n| a | b |\n|---|---|\n| cell1 | cell2 |\n\nThe end.";
        Assert.True(markdown.Length > 11_000);
        foreach (var (part, i) in stage.Channel.Render(markdown).Select((part, i) => (part, i)))
            Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part("x") with { Part = i + 1, Text = part.Plain, Markup = part.Markup, Rich = part.Rich }, stage.World.Im));
        var shown = string.Join('\n', stage.Server.Answers(stage.World.Im).Select(message => message.Shown));
        Assert.All(Enumerable.Range(0, 80), i => Assert.Contains($"{i:000} ", shown, StringComparison.Ordinal));
        Assert.All(Enumerable.Range(0, 100), i => Assert.Contains($"line {i} <!channel> &amp; \"quoted\"", shown, StringComparison.Ordinal));
        Assert.Contains("cell2", shown, StringComparison.Ordinal);
        Assert.EndsWith("The end.", shown, StringComparison.Ordinal);
        Assert.Contains(stage.Server.Answers(stage.World.Im)[^1].Blocks, block => (string?)block!["type"] == "table");
        Assert.Empty(stage.Server.Broadcasts());
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(true, "no_text")]
    public async Task StatusLine_EndsWithTheReply_AlsoWithARefusedOneAndAfterAKilledProcess(bool isOurs, string? refusal)
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var root = stage.Server.OpenAssistant(stage.World.Ada);
        if (isOurs)
            Assert.True(await stage.Channel.ShowTypingAsync(stage.Target(stage.World.Im, root), TestContext.Current.CancellationToken));
        else
            await stage.World.CallAsync("agents.sessions.setStatus", new { channel_id = stage.World.Im.Id, thread_ts = root.Ts, status = "processing" });
        if (refusal is not null)
            stage.Server.Fail("chat.postMessage", FaultKind.Refuse, refusal: new SlackException(refusal));
        Assert.Equal("processing", stage.Server.Thread(root).SessionStatuses[^1]);
        for (var replies = 0; replies < (refusal is null ? 2 : 1); replies++)
            await stage.SendAsync(SlackChannelStage.Part("Done."), stage.World.Im, root);
        Assert.Equal("active", stage.Server.Thread(root).SessionStatuses[^1]);
        Assert.Single(stage.Server.Requests, request => request.Method == "agents.sessions.setStatus" && request.Arguments?["status"]?.ToString() == "active");
    }

    [Theory]
    [InlineData("invalid_blocks")]
    [InlineData("msg_blocks_too_long")]
    public async Task RefusedForm_IsSentAsPlainText(string error)
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        stage.Server.Fail("chat.postMessage", FaultKind.Refuse, refusal: new SlackException(error));
        var sent = Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part("**bold** <!channel> & <@U1>") with { Text = "bold <!channel> & <@U1>" }, stage.World.General));
        var message = Assert.Single(stage.Server.Answers(stage.World.General));
        Assert.Equal((sent.PlatformId, "bold &lt;!channel&gt; &amp; &lt;@U1&gt;"), (message.Ts, message.Text));
        Assert.Empty(message.Blocks);
        Assert.Empty(stage.Server.Broadcasts());
    }

    [Fact]
    public async Task Edit_AsPlainText_PingsNoOne()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var sent = Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part("one"), stage.World.General));
        stage.Server.Fail("chat.update", FaultKind.Refuse, refusal: new SlackException("invalid_blocks"));
        const string Text = "@channel @ada #general <!here>";
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part(Text) with { PlatformId = sent.PlatformId }, stage.World.General));
        Assert.Equal("@channel @ada #general &lt;!here&gt;", Assert.Single(stage.Server.Answers(stage.World.General)).Text);
        Assert.Empty(stage.Server.Broadcasts());
    }

    [Fact]
    public async Task InternalError_MayHaveBeenDone_AndIsFound()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var part = SlackChannelStage.Part("one");
        stage.Server.Fail("chat.postMessage", FaultKind.Refuse, refusal: new SlackException("internal_error"));
        Assert.IsType<SendOutcome.Uncertain>(await stage.SendAsync(part, stage.World.Im));
        Assert.IsType<SendProof.Absent>(await stage.Channel.FindSentAsync(part, stage.Target(stage.World.Im), default));
        var sent = Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(part, stage.World.Im));
        Assert.Equal(sent.PlatformId, Assert.IsType<SendProof.Sent>(await stage.Channel.FindSentAsync(part, stage.Target(stage.World.Im), default)).PlatformId);
        Assert.IsType<SendProof.Absent>(await stage.Channel.FindSentAsync(part with { Part = 2 }, stage.Target(stage.World.Im), default));
        stage.Server.Limit("conversations.history", 60);
        Assert.IsType<SendProof.NotNow>(await stage.Channel.FindSentAsync(part, stage.Target(stage.World.Im), default));
    }

    [Fact]
    public async Task Person_IsWrittenToInTheirDirectChat()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        Assert.IsType<SendOutcome.Sent>(await stage.Channel.SendAsync(SlackChannelStage.Part("news"), new DeliveryTarget("slack", stage.World.App.User.Id, stage.World.Ada.Id, null), default));
        Assert.Equal("news", Assert.Single(stage.Server.Answers(stage.World.Im)).Shown);
    }

    [Theory]
    [InlineData("not_in_channel", "invite it")]
    [InlineData("is_archived", "archived")]
    [InlineData("thread_not_found", "thread is gone")]
    [InlineData("messages_tab_disabled", "App Home")]
    public async Task Refusals_AreForGood_AndSayWhatToDo(string error, string words)
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        stage.Server.Fail("chat.postMessage", FaultKind.Refuse, refusal: new SlackException(error));
        Assert.Contains(words, Assert.IsType<SendOutcome.Refused>(await stage.SendAsync(SlackChannelStage.Part("one"), stage.World.General)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_TheChannelsOfTheBot_IsRefused()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        Assert.IsType<SendOutcome.Refused>(await stage.SendAsync(SlackChannelStage.Part("one"), stage.World.Outside));
    }

    [Fact]
    public async Task RateLimit_StopsOnlyItsMethod()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var sent = Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part("one"), stage.World.Im));
        stage.Server.Limit("chat.postMessage", 60);
        var wait = Assert.IsType<SendOutcome.NotYet>(await stage.SendAsync(SlackChannelStage.Part("two"), stage.World.Im));
        Assert.Equal(60, Math.Round(wait.After!.Value.TotalSeconds));
        Assert.IsType<SendOutcome.NotYet>(await stage.SendAsync(SlackChannelStage.Part("two"), stage.World.Im));
        // The first of the two, which could not know.
        Assert.Equal(1, stage.World.App.Limits.Ignored);
        Assert.NotNull(stage.Channel.Health.WaitsUntil);
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part("edited") with { PlatformId = sent.PlatformId }, stage.World.Im));
        Assert.Equal("edited", Assert.Single(stage.Server.Answers(stage.World.Im)).Shown);
    }

    [Fact]
    public async Task Edit_OfADeletedMessage_IsGone_AndOneThatIsTooLongIsSentAnew()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var sent = Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part("preview"), stage.World.Im));
        var text = new string('é', 3000);
        stage.Server.Fail("chat.update", FaultKind.Refuse, refusal: new SlackException("invalid_blocks"));
        Assert.IsType<SendOutcome.Gone>(await stage.SendAsync(SlackChannelStage.Part(text) with { PlatformId = sent.PlatformId }, stage.World.Im));
        Assert.Empty(stage.Server.Answers(stage.World.Im));
        Assert.IsType<SendOutcome.Gone>(await stage.SendAsync(SlackChannelStage.Part("x") with { PlatformId = sent.PlatformId }, stage.World.Im));
    }

    [Fact]
    public async Task LongEdit_InBlocks_IsWhole()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var sent = Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part("preview"), stage.World.Im));
        var text = string.Concat(Enumerable.Repeat("漢字です。", 700));
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part(text) with { PlatformId = sent.PlatformId }, stage.World.Im));
        Assert.Equal(text, Assert.Single(stage.Server.Answers(stage.World.Im)).Shown);
    }

    [Fact]
    public async Task Stream_IsAppendedTo_ThenEditedOnceItIsOld_AndTheReplyTakesItsPlace()
    {
        await using var stage = await (await SlackChannelStage.StartAsync(SlackHome.Times with { Stream = TimeSpan.FromMilliseconds(400) })).ListenAsync();
        var root = stage.Server.Say(stage.World.Im, stage.World.Ada, "root");
        var preview = SlackChannelStage.Part("x") with { Entry = null };
        async Task<string> ShowAsync(string text, string? id)
        {
            var rendered = stage.Channel.RenderPreview(text);
            SendOutcome outcome;
            do
                outcome = await stage.SendAsync(preview with { PlatformId = id, Text = rendered.Plain, Markup = rendered.Markup, Rich = text }, stage.World.Im, root);
            while (outcome is SendOutcome.NotYet);
            return Assert.IsType<SendOutcome.Sent>(outcome).PlatformId;
        }

        var id = await ShowAsync("Once", null);
        Assert.Equal(id, await ShowAsync("Once upon <!chan", id));
        Assert.Equal(id, await ShowAsync("Once upon <!channel> a **ti", id));
        var message = Assert.Single(stage.Server.Replies(root));
        Assert.Equal(["Once", " upon <\u200B!chan", "nel> a **ti"], message.Stream!.Parts);
        await Poll.UntilAsync(() => TimeProvider.System.GetUtcNow() - message.Time > TimeSpan.FromMilliseconds(500));
        Assert.Equal(id, await ShowAsync("Once upon <!channel> a **time** there was", id));
        Assert.True(message.Stream.IsStopped);
        Assert.Equal("Once upon <!channel> a time there was", message.Shown.Replace("\n", "", StringComparison.Ordinal));
        Assert.Equal(id, Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part("The end.") with { PlatformId = id }, stage.World.Im, root)).PlatformId);
        Assert.Equal("The end.", Assert.Single(stage.Server.Replies(root)).Shown);
        Assert.Empty(stage.Server.Broadcasts());
    }

    [Theory]
    [InlineData("message_not_in_streaming_state", FaultKind.Refuse)]
    [InlineData("stopped_by_user", FaultKind.Refuse)]
    [InlineData("", FaultKind.DropAfter)]
    [InlineData("", FaultKind.DropBefore)]
    [InlineData("", FaultKind.HtmlAfter)]
    [InlineData("internal_error", FaultKind.Refuse)]
    public async Task Stream_ThatEndsInMidWord_GoesOnAsAnEdit_WithEachLetterOnce(string error, object kind)
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var root = stage.Server.Say(stage.World.Im, stage.World.Ada, "root");
        string? id = null;
        foreach (var text in (string[])["Once upon a ti", "Once upon a time the", "Once upon a time there was", "Once upon a time there was a string."])
        {
            if (text.EndsWith("the", StringComparison.Ordinal))
                stage.Server.Fail("chat.appendStream", (FaultKind)kind, refusal: error.Length == 0 ? null : new SlackException(error));
            var (rendered, outcome) = (stage.Channel.RenderPreview(text), (SendOutcome?)null);
            while (outcome is null or SendOutcome.NotYet)
                outcome = await stage.SendAsync(SlackChannelStage.Part("x") with { Entry = null, PlatformId = id, Text = rendered.Plain, Markup = rendered.Markup, Rich = text }, stage.World.Im, root);
            id = Assert.IsType<SendOutcome.Sent>(outcome).PlatformId;
            Assert.Equal(text, Assert.Single(stage.Server.Replies(root)).Shown);
        }

        Assert.Equal(id, Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part("The end.") with { PlatformId = id }, stage.World.Im, root)).PlatformId);
        Assert.Equal("The end.", Assert.Single(stage.Server.Replies(root)).Shown);
    }

    [Fact]
    public async Task FindSent_OfAPreview_IsTheOneMessageThatHasNoName()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var (server, im, root) = (stage.Server, stage.World.Im, stage.Server.Say(stage.World.Im, stage.World.Ada, "root"));
        async Task<string> StreamAsync() => (string)(await stage.World.FormAsync("chat.startStream", ("channel", im.Id), ("thread_ts", root.Ts), ("markdown_text", "Once")))["ts"]!;
        async Task<SendProof> FindAsync(string? replyTo = null, long id = 7) =>
            await stage.Channel.FindSentAsync(SlackChannelStage.Part("x") with { Id = id, Entry = null, Delivery = $"turn {id}", ReplyTo = replyTo ?? root.Ts }, stage.Target(im, root), TestContext.Current.CancellationToken);

        Assert.IsType<SendProof.Absent>(await FindAsync());
        // Others' messages, parts that have their names, and files are not it.
        server.Say(im, stage.World.Ada, "me", root);
        await stage.SendAsync(SlackChannelStage.Part("another"), im, root);
        var file = new OutboundFile("blob", "a.txt");
        await stage.Channel.SendFileAsync(SlackChannelStage.Part("x") with { Part = 2, File = file, Text = file.TextWith(""), Markup = null }, "one"u8.ToArray(), stage.Target(im, root), default);
        Assert.IsType<SendProof.Absent>(await FindAsync());
        var stream = await StreamAsync();
        Assert.Equal(stream, Assert.IsType<SendProof.Sent>(await FindAsync()).PlatformId);
        // What was there before the question is not its answer.
        var later = server.Say(im, stage.World.Ada, "and now", root);
        Assert.IsType<SendProof.Absent>(await FindAsync(later.Ts));
        await StreamAsync();
        Assert.IsType<SendProof.Unknown>(await FindAsync());

        // A preview that is no stream has a name, whatever turn it belongs to by now.
        var named = Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part("Once") with { Id = 8, Entry = null, Delivery = "turn of before" }, im, root));
        Assert.Equal(named.PlatformId, Assert.IsType<SendProof.Sent>(await FindAsync(id: 8)).PlatformId);
        server.Limit("conversations.replies", 60);
        Assert.IsType<SendProof.NotNow>(await FindAsync());
    }

    [Fact]
    public async Task Stream_OfAnEarlierProcess_IsEndedBeforeTheReplyTakesItsPlace()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var root = stage.Server.Say(stage.World.Im, stage.World.Ada, "root");
        var id = (string?)(await stage.World.FormAsync("chat.startStream", ("channel", stage.World.Im.Id), ("thread_ts", root.Ts), ("markdown_text", "Once")))["ts"];
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part("The end.") with { PlatformId = id }, stage.World.Im, root));
        var message = Assert.Single(stage.Server.Replies(root));
        Assert.Equal(("The end.", true), (message.Shown, message.Stream!.IsStopped));
        Assert.Equal(["chat.startStream", "chat.stopStream", "chat.update"], Chats(stage));

        // From then on it is known: another edit is one request.
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part("Better.") with { PlatformId = id }, stage.World.Im, root));
        Assert.Equal(4, Chats(stage).Count);
    }

    [Theory]
    [InlineData(1, FaultKind.Refuse)]
    [InlineData(3, FaultKind.Refuse)]
    [InlineData(3, FaultKind.DropBefore)]
    [InlineData(1, FaultKind.DropAfter)]
    public async Task Stream_ThatCannotBeEnded_HoldsTheReplyUpUntilItIs(int times, object kind)
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var root = stage.Server.Say(stage.World.Im, stage.World.Ada, "root");
        var id = (string?)(await stage.World.FormAsync("chat.startStream", ("channel", stage.World.Im.Id), ("thread_ts", root.Ts), ("markdown_text", "Once")))["ts"];
        stage.Server.Fail("chat.stopStream", (FaultKind)kind, times, new SlackException("internal_error"));
        SendOutcome outcome;
        while ((outcome = await stage.SendAsync(SlackChannelStage.Part("The end.") with { PlatformId = id }, stage.World.Im, root)) is SendOutcome.NotYet)
            Assert.Equal("Once", Assert.Single(stage.Server.Replies(root)).Shown);
        Assert.Equal(id, Assert.IsType<SendOutcome.Sent>(outcome).PlatformId);
        Assert.Equal("The end.", Assert.Single(stage.Server.Replies(root)).Shown);
    }

    /// <summary>What was asked of Slack's messages, oldest first.</summary>
    private static IReadOnlyList<string> Chats(SlackChannelStage stage) => [.. stage.Server.Requests.Select(request => request.Method).Where(method => method.StartsWith("chat.", StringComparison.Ordinal))];

    [Fact]
    public async Task Buttons_GiveTheirDataBack_AndAreClosed()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var sent = Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(SlackChannelStage.Part("May it?") with { Buttons = [new("Once", "a:o:1"), new(new string('x', 100), "a:n:1")] }, stage.World.Im));
        var message = Assert.Single(stage.Server.Answers(stage.World.Im));
        stage.Server.Press(stage.World.Ada, message, "lurkbot-0");
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Press>().Any());
        var press = stage.Inbox.Events.OfType<PlatformEvent.Press>().Single();
        Assert.Equal(("a:o:1", sent.PlatformId, stage.World.Ada.Id), (press.Data, press.MessageId, press.Sender.Id));
        await stage.Channel.AnswerPressAsync(press.Reference, "Allowed <once>.", default);
        await stage.SendAsync(SlackChannelStage.Part("send_file: Allowed once.") with { PlatformId = press.MessageId }, stage.World.Im);
        await stage.Server.UntilAsync(() => stage.Server.Ephemerals.Count == 1 && !message.Buttons.Any());
        Assert.Equal((stage.World.Ada.Id, "Allowed &lt;once&gt;."), (stage.Server.Ephemerals[0].User, stage.Server.Ephemerals[0].Text));
        Assert.Equal("send_file: Allowed once.", message.Shown);
    }

    [Fact]
    public async Task Stream_ThatCannotBeEndedNow_IsTriedAgain_AndTheReplyIsNotGivenUp()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var root = stage.Server.Say(stage.World.Im, stage.World.Ada, "tell");
        var id = (string?)(await stage.World.FormAsync("chat.startStream", ("channel", stage.World.Im.Id), ("thread_ts", root.Ts), ("markdown_text", "Once")))["ts"];
        var blocked = stage.Server.Fail("chat.stopStream", FaultKind.Html, times: 100);
        var part = SlackChannelStage.Part("The end.") with { PlatformId = id };
        Assert.IsType<SendOutcome.NotYet>(await stage.SendAsync(part, stage.World.Im, root));
        blocked.Times = 0;
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(part, stage.World.Im, root));
    }

    [Fact]
    public async Task Files_GoInThreeSteps_AndAreFoundAfterALostAnswer()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var file = new OutboundFile("blob", "notes <1>.txt");
        var part = SlackChannelStage.Part("x") with { File = file, Text = file.TextWith("The <!here> notes"), Markup = null };
        stage.Server.Fail("files.completeUploadExternal", FaultKind.DropAfter);
        var sent = Assert.IsType<SendOutcome.Sent>(await stage.Channel.SendFileAsync(part, "one"u8.ToArray(), stage.Target(stage.World.Im), default));
        var message = Assert.Single(stage.Server.Answers(stage.World.Im));
        Assert.Equal((sent.PlatformId, "The <!here> notes", "notes <1>.txt"), (message.Ts, message.Shown, (string?)message.Files[0]!["name"]));
        Assert.Equal("one"u8.ToArray(), stage.Server.Files[^1].Content);
        Assert.Empty(stage.Server.Broadcasts());
        Assert.IsType<SendOutcome.Refused>(await stage.Channel.SendFileAsync(part, ReadOnlyMemory<byte>.Empty, stage.Target(stage.World.Im), default));
    }

    [Fact]
    public async Task Files_WhoseBlocksAreRefused_GoWithAPlainCaption()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        var file = new OutboundFile("blob", "a.txt");
        stage.Server.Fail("files.completeUploadExternal", FaultKind.Refuse, refusal: new SlackException("invalid_blocks"));
        Assert.IsType<SendOutcome.Sent>(await stage.Channel.SendFileAsync(SlackChannelStage.Part("x") with { File = file, Text = file.TextWith("A & B"), Markup = null }, "one"u8.ToArray(), stage.Target(stage.World.Im), default));
        Assert.Equal("A &amp; B", Assert.Single(stage.Server.Answers(stage.World.Im)).Text);
    }

    [Fact]
    public async Task Download_GivesTheBytes_AndTellsAMissingScope()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        stage.Server.Upload(stage.World.Im, stage.World.Ada, "see", null, stage.Server.AddFile("a.txt", "text/plain", "hello"u8.ToArray()));
        var message = (PlatformEvent.Message)(await stage.Inbox.HearAsync(1))[^1];
        var reference = Assert.Single(message.Files).Reference;
        Assert.Equal("hello"u8.ToArray(), (await stage.Channel.DownloadAsync(reference, 100, default)).ToArray());
        Assert.Contains("larger", (await Assert.ThrowsAsync<PlatformFileException>(() => stage.Channel.DownloadAsync(reference, 3, default).AsTask())).Message, StringComparison.Ordinal);
        stage.World.App.Scopes.Remove("files:read");
        Assert.Contains("files:read", (await Assert.ThrowsAsync<PlatformFileException>(() => stage.Channel.DownloadAsync(reference, 100, default).AsTask())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example/f", false)]
    [InlineData("https://files.slack.com/f", true)]
    [InlineData("https://files.slack.com.evil.example/f", false)]
    [InlineData("http://files.slack.com/f", false)]
    [InlineData("https://files.slack.com:8443/f", false)]
    public void Token_GoesToSlackOnly(string address, bool isSlacks)
    {
        using var api = new SlackApi("xoxb-1", null, null, TimeProvider.System);
        Assert.Equal(isSlacks, api.IsSlacks(new Uri(address)));
    }
}
