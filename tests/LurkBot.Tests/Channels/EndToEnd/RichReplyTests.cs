using LurkBot.Delivery;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>Replies with tables on Telegram: rich messages where they are taken, else the HTML of before.</summary>
public sealed class RichReplyTests
{
    private const string Reply = "## Prices\n\nAs *asked*, <b> & so on:\n\n| Thing | Price |\n|:--|--:|\n| Tea | 2 |\n| **Cake** `x` | 3 & more |\n\n- one\n  - two\n\n> quoted\n> twice";

    private const string Rich = "<h2>Prices</h2><p>As <i>asked</i>, &lt;b&gt; &amp; so on:</p>"
        + "<table bordered striped><tr><th align=\"left\">Thing</th><th align=\"right\">Price</th></tr><tr><td align=\"left\">Tea</td><td align=\"right\">2</td></tr>"
        + "<tr><td align=\"left\"><b>Cake</b> <code>x</code></td><td align=\"right\">3 &amp; more</td></tr></table>"
        + "<p>• one<br>&nbsp;&nbsp;• two</p><blockquote>quoted<br>twice</blockquote>";

    [Fact]
    public async Task Table_IsSentAsARichMessage_AndOtherRepliesAsBefore()
    {
        await using var stage = await BotApiStage.StartAsync();
        await using var home = await new ChannelHome(stage, new ScriptedModel((_, number, _) => ScriptedModel.Text(number == 1 ? Reply : "No *table*."))).StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "What does it cost?");
        Assert.Equal([Rich], await home.AnswersAsync(stage.Private, 1));
        stage.Server.SendText(stage.Private, stage.Ada, "And else?");
        Assert.Equal("No table.", (await home.AnswersAsync(stage.Private, 2))[1]);
        var rows = (await home.SettledAsync()).Outbound;
        Assert.All(rows, row => Assert.Equal((OutboundState.Sent, null), (row.State, row.Rich)));
        Assert.Equal(["sendRichMessage", "sendMessage"], Sent(stage));
    }

    [Fact]
    public async Task OldServer_GetsTheHtml_AndIsNotAskedAgain()
    {
        await using var stage = await BotApiStage.StartAsync();
        stage.Server.HasRichMessages = false;
        await using var home = await new ChannelHome(stage, new ScriptedModel((_, _, _) => ScriptedModel.Text(Reply))).StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "one");
        stage.Server.SendText(stage.Private, stage.Ada, "two");
        await home.AnswersAsync(stage.Private, 1);
        stage.Server.SendText(stage.Private, stage.Ada, "three");
        var answers = await home.AnswersAsync(stage.Private, 2);
        Assert.All(answers, text => Assert.Contains("Thing  |    Price\n", text, StringComparison.Ordinal));
        await home.SettledAsync();
        Assert.Single(Sent(stage), method => method == "sendRichMessage");
    }

    [Fact]
    public async Task Refusal_OfOneText_IsAnsweredWithHtml_AndTheNextIsTriedAgain()
    {
        await using var stage = await BotApiStage.StartAsync();
        stage.Server.Fail("sendRichMessage", FaultKind.Refuse, refusal: BotApiException.BadRequest("RICH_MESSAGE_EMAIL_INVALID"));
        await using var home = await new ChannelHome(stage, new ScriptedModel((_, _, _) => ScriptedModel.Text(Reply))).StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "one");
        Assert.Contains("Thing  |    Price\n", Assert.Single(await home.AnswersAsync(stage.Private, 1)), StringComparison.Ordinal);
        stage.Server.SendText(stage.Private, stage.Ada, "two");
        Assert.Equal(Rich, (await home.AnswersAsync(stage.Private, 2))[1]);
    }

    [Fact]
    public async Task Refusal_ByAChat_IsRememberedForItAlone()
    {
        await using var stage = await BotApiStage.StartAsync();
        stage.Server.Fail("sendRichMessage", FaultKind.Refuse, refusal: BotApiException.BadRequest("not enough rights to send rich messages to the chat"));
        var home = new ChannelHome(stage, new ScriptedModel((_, _, _) => ScriptedModel.Text(Reply)));
        home.Telegram.Allowlist = ["43"];
        await using (await home.StartAsync())
        {
            var chat = stage.Server.AddPrivateChat(stage.Bob);
            foreach (var count in (int[])[1, 2])
            {
                stage.Server.SendText(stage.Private, stage.Ada, "again");
                Assert.Contains("Thing  |    Price\n", (await home.AnswersAsync(stage.Private, count))[^1], StringComparison.Ordinal);
            }

            stage.Server.SendText(chat, stage.Bob, "hello");
            Assert.Equal([Rich], await home.AnswersAsync(chat, 1));
            Assert.Equal(2, Sent(stage).Count(method => method == "sendRichMessage"));
        }
    }

    [Fact]
    public async Task LostAnswer_IsMaybeSent_AndNotSentAgainAsHtml()
    {
        await using var stage = await BotApiStage.StartAsync();
        stage.Server.Fail("sendRichMessage", FaultKind.DropAfter);
        await using var home = await new ChannelHome(stage, new ScriptedModel((_, _, _) => ScriptedModel.Text(Reply))).StartAsync();
        stage.Server.SendText(stage.Private, stage.Ada, "one");
        await home.AnswersAsync(stage.Private, 1);
        Assert.Equal(OutboundState.MaybeSent, Assert.Single((await home.SettledAsync()).Outbound).State);
        Assert.Single(stage.Server.Answers(stage.Private));
    }

    [Fact]
    public async Task Group_PreviewBecomesTheRichMessage()
    {
        await using var stage = await BotApiStage.StartAsync();
        var gate = new Gate();
        var home = new ChannelHome(stage, new ScriptedModel((_, _, cancellation) => ScriptedModel.Held(Reply[..20], gate, Reply[20..], cancellation)));
        home.Telegram.AllowedGroups = ["-5001"];
        stage.Bot.CanReadAllGroupMessages = true;
        await using (await home.StartAsync())
        {
            stage.Server.SendText(stage.Group, stage.Bob, "@lurk_bot prices?");
            await home.AnswersAsync(stage.Group, 1);
            gate.Open();
            await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Group) is [{ RichSource: not null }]);
            Assert.Equal([Rich], await home.AnswersAsync(stage.Group, 1));
        }
    }

    private static List<string> Sent(BotApiStage stage) => [.. stage.Server.Requests.Select(request => request.Method).Where(method => method is "sendMessage" or "sendRichMessage")];
}
