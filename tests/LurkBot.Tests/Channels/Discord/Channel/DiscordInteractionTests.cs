using LurkBot.Channels;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>Commands of Discord whose answers are given by another process than the one that said "thinking…".</summary>
public sealed class DiscordInteractionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_AfterARestart_TakesThePlaceOfTheFirst_OrIsAMessageOnceItIsTooLate(bool isTooLate)
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.Channel.ShowCommandsAsync([new ChannelCommand("status", "show")], [], [], TestContext.Current.CancellationToken);
        var used = stage.Server.Use(stage.World.Direct, stage.World.Ada, "status");
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("/status") && stage.Inbox.Cursors.GetValueOrDefault("interactions")?.EndsWith(" t", StringComparison.Ordinal) == true);
        await stage.Server.UntilAsync(() => used.IsThinking);
        await stage.RestartAsync(isTooLate ? DiscordChannelStage.Times with { Interaction = TimeSpan.Zero } : null);
        var answer = new OutboundRecord("c", 1, OutboundKind.Command, "a", "Fine.", TimeProvider.System.GetUtcNow()) { ReplyTo = used.Id };
        // Before it is read what an earlier process kept, nothing is sent.
        Assert.IsType<SendOutcome.NotYet>(await stage.SendAsync(answer, stage.Direct));
        stage.Listen();
        await Poll.UntilAsync(() => stage.Channel.Health.State == "connected");
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(answer, stage.Direct));
        Assert.Equal("Fine.", Assert.Single(stage.Server.Answers(stage.World.Direct)).Content);
        Assert.Equal(isTooLate, used.IsThinking);
        Assert.Equal("", stage.Inbox.Cursors["interactions"]);
        Assert.DoesNotContain(stage.Inbox.Events, told => told is PlatformEvent.NotTaken);
    }

    [Fact]
    public async Task Press_IsNotKept()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(DiscordChannelStage.Part("May it?") with { Buttons = [new OutboundButton("Yes", "y")] }, stage.Direct));
        var used = stage.Server.Press(stage.Server.Answers(stage.World.Direct)[0], stage.World.Ada, "y");
        await stage.Server.UntilAsync(() => used.Answer == 6);
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Press>().Any());
        Assert.False(stage.Inbox.Cursors.ContainsKey("interactions"));
    }
}
