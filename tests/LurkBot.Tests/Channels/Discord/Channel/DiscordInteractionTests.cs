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
        await stage.Inbox.UntilAsync(() => stage.Inbox.Cursors["interactions"].EndsWith($"/{used.Original!.Id} t", StringComparison.Ordinal));
        await stage.RestartAsync(isTooLate ? DiscordChannelStage.Times with { Interaction = TimeSpan.Zero } : null);
        var answer = new OutboundRecord("c", 1, OutboundKind.Command, "a", "Fine.", TimeProvider.System.GetUtcNow()) { ReplyTo = used.Id };
        // Before it is read what an earlier process kept, nothing is sent.
        Assert.IsType<SendOutcome.NotYet>(await stage.SendAsync(answer, stage.Direct));
        stage.Listen();
        await Poll.UntilAsync(() => stage.Channel.Health.State == "connected");
        Assert.IsType<SendOutcome.Sent>(await stage.SendAsync(answer, stage.Direct));
        Assert.Equal("Fine.", Assert.Single(stage.Server.Answers(stage.World.Direct)).Content);
        // Once it is too late, what says "thinking" can only be deleted.
        Assert.Equal((isTooLate, isTooLate), (used.IsThinking, used.Original!.IsDeleted));
        Assert.Equal("", stage.Inbox.Cursors["interactions"]);
        Assert.DoesNotContain(stage.Inbox.Events, told => told is PlatformEvent.NotTaken);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Thinking_OfACommandThatNoOneAnswers_IsDeletedOnceItIsTooLate(int failures)
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        stage.Inbox.Before = (events, _) => events.Count > 0 ? throw new LurkBotException("The disk is full.") : Task.CompletedTask;
        await stage.ListenAsync();
        await stage.Channel.ShowCommandsAsync([new ChannelCommand("status", "show")], [], [], TestContext.Current.CancellationToken);
        var used = stage.Server.Use(stage.World.General, stage.World.Ada, "status");
        await stage.Server.UntilAsync(() => used.IsThinking);
        await stage.Inbox.UntilAsync(() => stage.Inbox.Cursors.GetValueOrDefault("interactions")?.Contains($"/{used.Original!.Id} -", StringComparison.Ordinal) == true);
        var blocked = stage.Server.Fail("DELETE /channels/{channel}/messages/{message}", FaultKind.DropBefore, times: failures * 1000);
        stage.Inbox.Before = (_, _) => Task.CompletedTask;
        // Discord tells nothing again: a new session.
        stage.Gateway.LoseSessions();
        for (var starts = 0; starts <= failures; starts++)
        {
            await stage.RestartAsync(DiscordChannelStage.Times with { Interaction = TimeSpan.Zero });
            stage.Listen();
            await Poll.UntilAsync(() => stage.Channel.Health.State == "connected");
            if (starts == failures)
                continue;
            await stage.Inbox.UntilAsync(() => stage.Inbox.Cursors["interactions"].EndsWith(" x", StringComparison.Ordinal));
            Assert.False(used.Original!.IsDeleted);
            blocked.Times = 0;
        }

        await stage.Server.UntilAsync(() => used.Original!.IsDeleted);
        await stage.Inbox.UntilAsync(() => stage.Inbox.Cursors["interactions"].Length == 0);
        Assert.Single(stage.Inbox.Events.OfType<PlatformEvent.NotTaken>().DistinctBy(told => told.Source));
    }

    [Fact]
    public async Task OwnersCommands_AreShownInServersToThoseWhoManageThem()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        for (var times = 0; times < 2; times++)
            await stage.Channel.ShowCommandsAsync([new ChannelCommand("status", "show")], [new ChannelCommand("compact", "make shorter")], [], TestContext.Current.CancellationToken);
        Assert.Equal(["status"], stage.Server.Menu(stage.World.General, stage.World.Bob));
        Assert.Equal(["status", "compact"], stage.Server.Menu(stage.World.General, stage.World.Ada));
        Assert.Equal(["status", "compact"], stage.Server.Menu(stage.World.Direct, stage.World.Ada));
        Assert.Single(stage.Server.Requests, request => request.Route.StartsWith("PUT /applications/", StringComparison.Ordinal));
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
