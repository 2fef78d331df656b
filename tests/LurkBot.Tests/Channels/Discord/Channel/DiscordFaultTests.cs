using LurkBot.Channels;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>What else may go wrong between the channel and Discord: sessions that are refused, numbers out of order, limits over all requests.</summary>
public sealed class DiscordFaultTests
{
    [Fact]
    public async Task InvalidSession_InAnswerToAResume_BeginsAnewAndFillsTheGap()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        stage.Gateway.RefusedResumes = (1, false);
        stage.Gateway.Drop();
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "in the window");
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("in the window"));
        Assert.Equal(2, stage.Gateway.Sessions.Count);
        Assert.Single(stage.Heard, text => text == "in the window");
    }

    [Fact]
    public async Task InvalidSession_InAnswerToAnIdentify_IsTriedAgain()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        stage.Gateway.RefusedIdentifies = 2;
        await stage.ListenAsync();
        await stage.HearAsync("one");
        Assert.Equal(3, stage.Gateway.Connections.Sum(connection => connection.ReceivedOp(2).Count()));
        Assert.Single(stage.Gateway.Sessions);
    }

    [Fact]
    public async Task Sequence_ThatDiscordDoesNotKnow_BeginsAnewAndLosesNothing()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        await stage.StopAsync();
        var (name, kept) = stage.Inbox.Cursors.Single(cursor => cursor.Key.EndsWith("/session", StringComparison.Ordinal));
        var sequence = stage.Gateway.Sessions[0].Sequence.ToString(System.Globalization.CultureInfo.InvariantCulture);
        stage.Inbox.Cursors[name] = string.Join(' ', kept.Split(' ').Select(word => word == sequence ? "99999" : word));
        Assert.NotEqual(kept, stage.Inbox.Cursors[name]);
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "meanwhile");
        await stage.RestartAsync();
        stage.Listen();
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("meanwhile"));
        Assert.Contains(stage.Gateway.Connections, connection => connection.ClosedByServer == 4007);
    }

    [Fact]
    public async Task Events_OutOfOrder_AreAllTaken_AndNoneAgainAfterAResume()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        stage.Gateway.Hold();
        foreach (var text in (string[])["one", "two", "three"])
            stage.Server.Say(stage.World.Direct, stage.World.Ada, text);
        var events = stage.Gateway.Sessions[0].Events.TakeLast(3).ToList();
        foreach (var late in (GatewayEvent[])[events[2], events[0], events[0], events[1], events[2]])
            stage.Gateway.SendRaw(late.ToText());
        stage.Gateway.Release(int.MaxValue);
        await stage.Inbox.UntilAsync(() => stage.Heard.Count == 4);
        stage.Gateway.Drop();
        await stage.HearAsync("after");
        Assert.Equal(["before", "three", "one", "two", "after"], stage.Heard);
        Assert.Equal(events[2].Sequence, (int)stage.Gateway.Connections[^1].ReceivedOp(6).Single()["d"]!["seq"]!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RateLimit_OfOneBucketOrOfAll_IsKeptExactly(bool isGlobal)
    {
        await using var stage = await DiscordChannelStage.StartAsync(DiscordChannelStage.Times with { Place = TimeSpan.Zero });
        await stage.ListenAsync();
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(DiscordChannelStage.Part("zero", "d0"), stage.Direct));
        stage.Server.Fail("POST /channels/{channel}/messages", FaultKind.Refuse, refusal: RestRefusal.RateLimited(60.5, isGlobal));
        var wait = Assert.IsType<SendOutcome.NotYet>(await stage.SendAsync(DiscordChannelStage.Part("one", "d1"), stage.Direct));
        Assert.Equal(60.5, wait.After!.Value.TotalSeconds);
        var before = stage.Server.Requests.Count;
        Assert.InRange(Assert.IsType<SendOutcome.NotYet>(await stage.SendAsync(DiscordChannelStage.Part("one", "d1"), stage.Direct)).After!.Value.TotalSeconds, 30, 60.5);
        Assert.Equal(before, stage.Server.Requests.Count);
        var elsewhere = await stage.SendAsync(DiscordChannelStage.Part("other", "d2"), new DeliveryTarget("discord", stage.World.Bot.Id, stage.World.General.Id, null));
        Assert.Equal(isGlobal ? typeof(SendOutcome.NotYet) : typeof(SendOutcome.Sent), elsewhere.GetType());
        Assert.NotNull(stage.Channel.Health.WaitsUntil);
        Assert.Equal(0, stage.Server.Limits.Ignored);
    }
}
