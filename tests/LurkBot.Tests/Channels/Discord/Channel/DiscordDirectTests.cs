using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Sessions;

namespace LurkBot.Tests.Channels;

/// <summary>Direct chats that the bot opens itself: people have ids, and messages need channels.</summary>
public sealed class DiscordDirectTests
{
    private const string Open = "POST /users/@me/channels";

    [Theory]
    [InlineData(FaultKind.DropAfter, true, "Sent")]
    [InlineData(FaultKind.DropAfter, false, "Sent")]
    [InlineData(FaultKind.DropBefore, false, "Absent")]
    public async Task FindSent_OfAPreview_IsTheMessageThatCanBeStopped(object kind, bool showsNonces, string proof)
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        var preview = new OutboundRecord("turn", 1, OutboundKind.Reply, "a", "", TimeProvider.System.GetUtcNow()) { Id = 7, Session = SessionId.New(TimeProvider.System.GetUtcNow()) };
        await stage.SendAsync(DiscordChannelStage.Part("Another."), stage.Direct);
        stage.Server.Fail("POST /channels/{channel}/messages", (FaultKind)kind);
        Assert.IsType<SendOutcome.Uncertain>(await stage.SendAsync(preview with { Text = "Once", Markup = "Once" }, stage.Direct));
        if (!showsNonces)
        {
            foreach (var post in stage.Server.Answers(stage.World.Direct))
                post.Nonce = null;
        }

        // Another process, in which the turn has another name.
        await stage.RestartAsync();
        stage.Gateway.LoseSessions();
        stage.Listen();
        await Poll.UntilAsync(() => stage.Channel.Health.State == "connected");
        var found = await stage.Channel.FindSentAsync(preview with { Delivery = "next turn" }, stage.Direct, TestContext.Current.CancellationToken);
        Assert.Equal(proof, found.GetType().Name);
        if (found is SendProof.Sent sent)
            Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(DiscordChannelStage.Part("The end.", "next turn") with { PlatformId = sent.PlatformId }, stage.Direct));
        Assert.Equal("Absent", (await stage.Channel.FindSentAsync(preview with { Id = 8, Delivery = "next turn" }, stage.Direct, TestContext.Current.CancellationToken)).GetType().Name);
        Assert.Equal(found is SendProof.Sent ? ["Another.", "The end."] : ["Another."], stage.Server.Answers(stage.World.Direct).Select(post => post.Content));
    }

    [Fact]
    public async Task Person_WhoseChatIsNotKnown_GetsTheMessage_AndTheChatIsOpenedOnce()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        var carol = stage.Server.AddUser("Carol");
        var target = new DeliveryTarget("discord", stage.World.Bot.Id, carol.Id, null);
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(DiscordChannelStage.Part("one", "d1"), target));
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(DiscordChannelStage.Part("two", "d2"), target));
        var room = Assert.Single(stage.Server.DirectRooms, room => room.Person == carol);
        Assert.Equal(["one", "two"], stage.Server.Answers(room).Select(post => post.Content));
        Assert.Single(stage.Server.Requests, request => request.Route == Open);
        // What the person answers there is a message of theirs.
        stage.Server.Say(room, carol, "thanks");
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Message>().Any(message => message.Text == "thanks" && message.Chat.Target == target));
    }

    [Theory]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.DropBefore)]
    [InlineData(FaultKind.HtmlAfter)]
    [InlineData(FaultKind.Truncate)]
    public async Task Opening_WithoutAnAnswer_IsMadeAgain_AndOpensOneChat(object kind)
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        var carol = stage.Server.AddUser("Carol");
        var target = new DeliveryTarget("discord", stage.World.Bot.Id, carol.Id, null);
        stage.Server.Fail(Open, (FaultKind)kind);
        Assert.IsType<SendOutcome.NotYet>(await stage.SendAsync(DiscordChannelStage.Part("one"), target));
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(DiscordChannelStage.Part("one"), target));
        Assert.Single(stage.Server.Answers(Assert.Single(stage.Server.DirectRooms, room => room.Person == carol)));
    }

    [Theory]
    [InlineData(400, 50007, true)]
    [InlineData(403, 50007, true)]
    [InlineData(400, 50033, true)]
    [InlineData(403, 40003, false)]
    [InlineData(429, 0, false)]
    [InlineData(401, 0, false)]
    public async Task Opening_Refused_FailsOrWaits_AsDiscordSays(int status, int code, bool isForGood)
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        var carol = stage.Server.AddUser("Carol");
        stage.Server.Fail(Open, FaultKind.Refuse, refusal: status == 429 ? RestRefusal.RateLimited(0.1) : new RestRefusal(status, code, "No"));
        var outcome = await stage.SendAsync(DiscordChannelStage.Part("one"), new DeliveryTarget("discord", stage.World.Bot.Id, carol.Id, null));
        Assert.Equal(isForGood ? typeof(SendOutcome.Refused) : typeof(SendOutcome.NotYet), outcome.GetType());
    }
}
