using System.Globalization;
using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Tests.Channels;

/// <summary>What becomes of what is sent, over real sockets: each line of the table of outcomes.</summary>
public sealed class TelegramSendingTests
{
    public static TheoryData<string> Names => [.. Table.Keys];

    private static Dictionary<string, (Func<TelegramStage, ValueTask<SendOutcome>> Send, Func<TelegramStage, string> Outcome, int Shown)> Table { get; } = new(StringComparer.Ordinal)
    {
        ["plain"] = (stage => stage.SendAsync(TelegramStage.Part("2 < 3"), stage.World.Private), _ => "Sent", 1),
        ["markup"] = (stage => stage.SendAsync(TelegramStage.Part("**a**", "<b>a</b>"), stage.World.Private), _ => "Sent", 1),
        ["markup refused"] = (stage => stage.SendAsync(TelegramStage.Part("source", "<nope>a"), stage.World.Private), _ => "Sent", 1),
        ["in a topic"] = (stage => stage.SendAsync(TelegramStage.Part("a"), stage.World.Forum, stage.World.Topic), _ => "Sent", 0),
        ["General by its number"] = (stage => stage.Channel.SendAsync(TelegramStage.Part("a"), stage.Target(stage.World.Forum) with { Thread = "1" }, default), _ => "Sent", 0),
        ["reply to what is gone"] = (stage => stage.SendAsync(TelegramStage.Part("a") with { ReplyTo = "999" }, stage.World.Private), _ => "Sent", 1),
        ["topic gone"] = (stage => On(() => stage.Server.DeleteTopic(stage.World.Forum, stage.World.Topic), () => stage.SendAsync(TelegramStage.Part("a"), stage.World.Forum, stage.World.Topic)), _ => "Refused(the topic is gone)", 0),
        ["topic closed"] = (stage => On(() => stage.Server.CloseTopic(stage.World.Topic), () => stage.SendAsync(TelegramStage.Part("a"), stage.World.Forum, stage.World.Topic)), _ => "Refused(the topic is closed)", 0),
        ["blocked"] = (stage => On(() => stage.Server.Block(stage.World.Private), () => stage.SendAsync(TelegramStage.Part("a"), stage.World.Private)), _ => "Refused(Forbidden: bot was blocked by the user)", 0),
        ["unknown chat"] = (stage => stage.Channel.SendAsync(TelegramStage.Part("a"), stage.Target(stage.World.Private) with { Chat = "77" }, default), _ => "Refused(Bad Request: chat not found)", 0),
        ["no chat of Telegram"] = (stage => stage.Channel.SendAsync(TelegramStage.Part("a"), stage.Target(stage.World.Private) with { Chat = "x" }, default), _ => "Refused(the address is not one of Telegram's)", 0),
        ["empty"] = (stage => stage.SendAsync(TelegramStage.Part(" "), stage.World.Private), _ => "Refused(Bad Request: message text is empty)", 0),
        ["button too long"] = (stage => stage.SendAsync(TelegramStage.Part("a") with { Buttons = [new("a", new string('ä', 33))] }, stage.World.Private), _ => "Refused(the data of a button is empty or longer than 64 bytes)", 0),
        ["migrated"] = (stage => On(() => stage.Server.Migrate(stage.World.Group, -1_001_000_000_010, stage.World.Ada), () => stage.SendAsync(TelegramStage.Part("a"), stage.World.Group)), stage => $"Moved(telegram:{stage.Account}:-1001000000010)", 0),
        ["flood"] = (stage => Failing(stage, FaultKind.Refuse, BotApiException.TooManyRequests(5)), _ => "NotYet(Telegram asked to wait, 00:00:05)", 0),
        ["server error"] = (stage => Failing(stage, FaultKind.Refuse, new BotApiException(500, "Internal Server Error")), _ => "NotYet(Internal Server Error)", 0),
        ["token refused"] = (stage => Failing(stage, FaultKind.Refuse, new BotApiException(401, "Unauthorized")), _ => "NotYet(Unauthorized)", 0),
        ["page of a proxy"] = (stage => Failing(stage, FaultKind.Html), _ => "Uncertain", 0),
        ["page of a proxy, done"] = (stage => Failing(stage, FaultKind.HtmlAfter), _ => "Uncertain", 1),
        ["connection broke"] = (stage => Failing(stage, FaultKind.DropBefore), _ => "Uncertain", 0),
        ["connection broke, done"] = (stage => Failing(stage, FaultKind.DropAfter), _ => "Uncertain", 1),
        ["answer broke off"] = (stage => Failing(stage, FaultKind.Truncate), _ => "Uncertain", 1),
        ["answer too late"] = (stage => Failing(stage, FaultKind.Hold), _ => "Uncertain(no answer came in time)", 1),
        ["nobody there"] = (async stage =>
        {
            await stage.Server.GoOfflineAsync();
            return await stage.SendAsync(TelegramStage.Part("a"), stage.World.Private);
        }, _ => "NotYet(the server cannot be reached)", 0),
        ["given up before"] = (stage => stage.Channel.SendAsync(TelegramStage.Part("a"), stage.Target(stage.World.Private), new CancellationToken(canceled: true)), _ => "NotYet", 0),
        ["edit"] = (stage => Editing(stage, null), _ => "Sent", 1),
        ["edit to the same"] = (stage => Editing(stage, null, "first"), _ => "Sent", 1),
        ["edit of nothing"] = (stage => stage.SendAsync(TelegramStage.Part("a") with { PlatformId = "999" }, stage.World.Private), _ => "Gone", 0),
        ["edit, page of a proxy"] = (stage => Editing(stage, FaultKind.HtmlAfter), _ => "NotYet", 1),
        ["edit, connection broke"] = (stage => Editing(stage, FaultKind.DropAfter), _ => "NotYet", 1),
        ["edit, markup refused"] = (stage => Editing(stage, null, "second", "<nope>"), _ => "Sent", 1),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Send_InEachCase_TellsWhatBecameOfIt(string name)
    {
        await using var stage = await TelegramStage.StartAsync(TelegramStage.Times with { Request = TimeSpan.FromSeconds(1) });
        var row = Table[name];
        var outcome = Show(await row.Send(stage));
        Assert.StartsWith(row.Outcome(stage), outcome, StringComparison.Ordinal);
        Assert.Equal(row.Shown, stage.Server.Answers(stage.World.Private).Count);
        Assert.DoesNotContain(BotApiStage.Token, outcome, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Log.Lines, line => line.Contains(BotApiStage.Token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<b>bold</b> text", "bold text", 1)]
    [InlineData("<nope>", "source", 0)]
    [InlineData(null, "source", 0)]
    public async Task Send_Markup_IsReadOrTheSourceIsSent(string? markup, string shown, int entities)
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.SendAsync(TelegramStage.Part("source", markup), stage.World.Private);
        var message = Assert.Single(stage.Server.Answers(stage.World.Private));
        Assert.Equal((shown, entities), (message.Text, message.Entities.Count));
    }

    [Theory]
    [InlineData("Ask @ada_l or [her](tg://user?id=42).")]
    [InlineData("`@ada_l`\n\n```\n@ada_l\n```")]
    [InlineData("| who |\n|---|\n| @ada_l [her](tg://user?id=42) |")]
    public async Task Send_WhateverAModelWrites_MentionsNoOne(string markdown)
    {
        await using var stage = await TelegramStage.StartAsync();
        var (part, file, group) = (stage.Channel.Render(markdown)[0], new OutboundFile("blob", "@ada_l.txt"), stage.World.Group);
        await stage.SendAsync(TelegramStage.Part(part.Plain, part.Markup) with { Rich = part.Rich }, group);
        await stage.SendAsync(TelegramStage.Part(part.Plain, part.Markup), group);
        // Markup that is refused, a text that was never rendered, and captions.
        await stage.SendAsync(TelegramStage.Part(part.Plain, "<nope>"), group);
        await stage.SendAsync(TelegramStage.Part(markdown), group);
        await stage.Channel.SendFileAsync(TelegramStage.Part(file.TextWith(part.Plain), part.Markup) with { File = file }, "one"u8.ToArray(), stage.Target(group), TestContext.Current.CancellationToken);
        await stage.Channel.SendFileAsync(TelegramStage.Part(file.TextWith(markdown)) with { File = file }, "one"u8.ToArray(), stage.Target(group), TestContext.Current.CancellationToken);
        var question = stage.Channel.Render(QuestionText.Of(SessionKey.Create("telegram", "@ada_l", SessionType.Group), new ApprovalEntry { Name = "bash" }, markdown, new UserEntry { Content = "x", Sender = new("1", "@ada_l", Trust.Low) }, "Until @ada_l."))[0];
        await stage.SendAsync(TelegramStage.Part(question.Plain, question.Markup), group);
        await stage.SendAsync(TelegramStage.Part(question.Plain, "<nope>"), group);
        Assert.Equal(8, stage.Server.Answers(group).Count);
        Assert.All(stage.Server.Answers(group), message => Assert.DoesNotContain(message.Entities, entity => (string?)entity!["type"] is "mention" or "text_mention"));
    }

    [Fact]
    public async Task SendFile_ACaptionFullOfNames_FitsAndMentionsNoOne()
    {
        await using var stage = await TelegramStage.StartAsync();
        var (said, file, group) = (string.Concat(Enumerable.Repeat("@ada_l, ", 125))[..998], new OutboundFile("blob", "a.txt"), stage.World.Group);
        var part = stage.Channel.Render(said)[0];
        Assert.IsType<SendOutcome.Sent>(await stage.Channel.SendFileAsync(TelegramStage.Part(file.TextWith(part.Plain), part.Markup) with { File = file }, "one"u8.ToArray(), stage.Target(group), TestContext.Current.CancellationToken));
        var shown = Assert.Single(stage.Server.Answers(group)).Json;
        Assert.Equal(said, ((string)shown["caption"]!).Replace('＠', '@'));
        Assert.Null(shown["caption_entities"]);
    }

    [Fact]
    public async Task Send_TopicThatIsGone_NothingGoesToGeneral()
    {
        await using var stage = await TelegramStage.StartAsync();
        stage.Server.DeleteTopic(stage.World.Forum, stage.World.Topic);
        await stage.SendAsync(TelegramStage.Part("a"), stage.World.Forum, stage.World.Topic);
        Assert.Empty(stage.Server.Answers(stage.World.Forum));
    }

    [Fact]
    public async Task Send_RenderedMarkdown_IsShownWholeAndFormatted()
    {
        await using var stage = await TelegramStage.StartAsync();
        var parts = stage.Channel.Render("**Bold** and `code` & <tags>\n\n" + new string('x', 5000));
        foreach (var part in parts)
            Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(TelegramStage.Part(part.Plain, part.Markup), stage.World.Private));
        var shown = stage.Server.Answers(stage.World.Private);
        Assert.Equal(parts.Count, shown.Count);
        Assert.Equal(["bold", "code"], shown[0].Entities.Select(entity => (string)entity!["type"]!));
        Assert.StartsWith("Bold and code & <tags>", shown[0].Text, StringComparison.Ordinal);
        Assert.Equal(5000, shown.Sum(message => message.Text.Count(letter => letter == 'x')));
    }

    [Fact]
    public async Task Send_AfterAFlood_ThatChatAloneWaits()
    {
        await using var stage = await TelegramStage.StartAsync();
        await Failing(stage, FaultKind.Refuse, BotApiException.TooManyRequests(600));
        var until = stage.Channel.Health.WaitsUntil;
        Assert.InRange(until!.Value - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(590), TimeSpan.FromSeconds(600));
        var outcome = Assert.IsType<SendOutcome.NotYet>(await stage.SendAsync(TelegramStage.Part("b"), stage.World.Private));
        Assert.InRange(outcome.After!.Value, TimeSpan.FromSeconds(590), TimeSpan.FromSeconds(600));
        await stage.Channel.ShowTypingAsync(stage.Target(stage.World.Private), default);
        Assert.True(await stage.Channel.ShowDraftAsync(new PlatformChat(stage.Target(stage.World.Private), PlatformChatKind.Direct), 1, "a", default));
        Assert.Single(stage.Server.Requests);
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(TelegramStage.Part("b"), stage.World.Group));
    }

    [Fact]
    public async Task Send_ButtonsAnswerAndLinks_AreThere()
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.ListenAsync();
        var asked = stage.Server.SendText(stage.World.Private, stage.World.Ada, "question");
        await stage.SendAsync(TelegramStage.Part("https://a.example https://b.example") with { ReplyTo = asked.Id.ToString(CultureInfo.InvariantCulture), Buttons = [new("Yes", "y1"), new("No", "n1")] }, stage.World.Private);
        var message = Assert.Single(stage.Server.Answers(stage.World.Private));
        Assert.Equal(asked.Id, message.ReplyTo);
        Assert.True((bool)message.Json["link_preview_options"]!["is_disabled"]!);
        Assert.Equal(["y1", "n1"], message.Buttons.Select(button => (string)button["callback_data"]!));

        var pressed = stage.Server.Press(stage.World.Ada, message, "y1");
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Press>().Any());
        var press = stage.Inbox.Events.OfType<PlatformEvent.Press>().Single();
        Assert.Equal(("42", "y1", message.Id.ToString(CultureInfo.InvariantCulture), stage.Target(stage.World.Private)), (press.Sender.Id, press.Data, press.MessageId, press.Chat!.Target));
        await stage.Channel.AnswerPressAsync(press.Reference, new string('x', 300), default);
        Assert.Equal(200, pressed.Answer!.Length);
        await stage.SendAsync(TelegramStage.Part("Allowed by Ada") with { PlatformId = press.MessageId }, stage.World.Private);
        message = Assert.Single(stage.Server.Answers(stage.World.Private));
        Assert.Equal(("Allowed by Ada", 0), (message.Text, message.Buttons.Count()));
    }

    private static ValueTask<SendOutcome> On(Action act, Func<ValueTask<SendOutcome>> send)
    {
        act();
        return send();
    }

    private static ValueTask<SendOutcome> Failing(TelegramStage stage, FaultKind kind, BotApiException? refusal = null)
    {
        stage.Server.Fail("sendMessage", kind, refusal: refusal);
        return stage.SendAsync(TelegramStage.Part("a"), stage.World.Private);
    }

    private static async ValueTask<SendOutcome> Editing(TelegramStage stage, FaultKind? kind, string text = "second", string? markup = null)
    {
        var sent = Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(TelegramStage.Part("first"), stage.World.Private));
        if (kind is not null)
            stage.Server.Fail("editMessageText", kind.Value);
        var outcome = await stage.SendAsync(TelegramStage.Part(text, markup) with { PlatformId = sent.PlatformId }, stage.World.Private);
        Assert.Equal(text, stage.Server.Answers(stage.World.Private).Single().Text);
        if (outcome is SendOutcome.Sent again)
            Assert.Equal(sent, again);
        return outcome;
    }

    private static string Show(SendOutcome outcome) => outcome switch
    {
        SendOutcome.Sent => "Sent",
        SendOutcome.Gone => "Gone",
        SendOutcome.Moved moved => $"Moved({moved.To})",
        SendOutcome.Refused refused => $"Refused({refused.Why})",
        SendOutcome.Uncertain uncertain => $"Uncertain({uncertain.Why})",
        SendOutcome.NotYet later => later.After is null ? $"NotYet({later.Why})" : $"NotYet({later.Why}, {later.After})",
        _ => throw new InvalidOperationException(),
    };
}
