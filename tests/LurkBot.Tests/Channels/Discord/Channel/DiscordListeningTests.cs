using LurkBot.Channels;

namespace LurkBot.Tests.Channels;

/// <summary>The gateway's rules, from the client's side: what Discord does, and what the channel does then.</summary>
public sealed class DiscordListeningTests
{
    [Fact]
    public async Task Start_IdentifiesOnce_WithTheIntentsThatItNeeds()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("one");
        var identify = Assert.Single(Assert.Single(stage.Gateway.Connections).ReceivedOp(2))["d"]!;
        Assert.Equal((1 << 0) | (1 << 9) | (1 << 12) | (1 << 15), (int)identify["intents"]!);
        Assert.Equal(("connected", "lurk"), (stage.Channel.Health.State, stage.Channel.Health.Name));
    }

    [Fact]
    public async Task SomethingUnexpected_IsSaidInWords_AndTriedAgain()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        var tries = 0;
        await using var channel = DiscordChannel.Create(stage.Options, DiscordRendering.Markdown, TimeProvider.System, stage.Log, DiscordChannelStage.Times, connect: (_, _) => throw new InvalidOperationException($"try {Interlocked.Increment(ref tries)}"));
        using var stop = new CancellationTokenSource();
        var running = channel.RunAsync(stage.Inbox, stop.Token);
        await Poll.UntilAsync(() => Volatile.Read(ref tries) > 1);
        Assert.Equal("Discord cannot be heard: something unexpected happened; the log says more.", channel.Health.Detail);
        Assert.Contains(stage.Log.Lines, line => line.Contains("InvalidOperationException: try 1", StringComparison.Ordinal));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Heartbeat_GoesOnAndNamesTheLastEvent()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        stage.Gateway.HeartbeatInterval = TimeSpan.FromMilliseconds(500);
        await stage.ListenAsync();
        await stage.HearAsync("one");
        var connection = stage.Gateway.Connections[0];
        await stage.Server.UntilAsync(() => connection.ReceivedOp(1).Count() >= 2 && connection.ReceivedOp(1).Last()["d"] is { } last && (int)last == connection.Session!.Sequence);
        stage.Gateway.AskHeartbeat();
        Assert.Single(stage.Gateway.Connections);
    }

    [Fact]
    public async Task Heartbeat_WithoutAnswer_ClosesAndResumes()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        (stage.Gateway.HeartbeatInterval, stage.Gateway.Patience) = (TimeSpan.FromMilliseconds(200), 1000);
        await stage.ListenAsync();
        stage.Gateway.AnswersHeartbeats = false;
        await stage.Server.UntilAsync(() => stage.Gateway.Connections[0].ClosedByClient is 4000);
        stage.Gateway.AnswersHeartbeats = true;
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "meanwhile");
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("meanwhile"));
        Assert.Single(stage.Gateway.Sessions);
    }

    [Fact]
    public async Task Reconnect_InPlaceOfHello_ResumesWithAnother()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        stage.Gateway.ReconnectsInsteadOfHello = 2;
        stage.Gateway.Reconnect();
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "in the window");
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("in the window"));
        Assert.Single(stage.Gateway.Sessions);
        Assert.All(stage.Gateway.Connections.Skip(1), connection => Assert.True(connection.IsResumeAddress));
    }

    [Theory]
    [InlineData(4000)]
    [InlineData(4001)]
    [InlineData(4002)]
    [InlineData(4003)]
    [InlineData(4005)]
    [InlineData(4008)]
    [InlineData(1001)]
    public async Task Close_ThatMayGoOn_Resumes(int code)
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        stage.Gateway.Close(code);
        await stage.Server.UntilAsync(() => stage.Gateway.Connections.Count > 1);
        await stage.HearAsync("after");
        Assert.Single(stage.Gateway.Sessions);
    }

    [Theory]
    [InlineData(4007)]
    [InlineData(4009)]
    public async Task Close_ThatEndsTheSession_BeginsAnotherAndFillsTheGap(int code)
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        stage.Gateway.Close(code);
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "in the window");
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("in the window"));
        Assert.Equal(2, stage.Gateway.Sessions.Count);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task InvalidSession_GoesOnOrBeginsAnew_AsDiscordSays(bool isResumable, int sessions)
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        stage.Gateway.Invalidate(isResumable);
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "in the window");
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("in the window"));
        Assert.Equal(sessions, stage.Gateway.Sessions.Count);
    }

    [Fact]
    public async Task Resume_RefusedAgainAndAgain_BeginsAnewAfterThree()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        stage.Gateway.RefusedResumes = (100, true);
        stage.Gateway.Drop();
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "in the window");
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("in the window"));
        Assert.Equal(2, stage.Gateway.Sessions.Count);
        Assert.Equal(3, stage.Gateway.Connections.Sum(connection => connection.ReceivedOp(6).Count()));
    }

    [Fact]
    public async Task Token_Refused_SaysWhereToGetOne_AndStopsAllRequests()
    {
        await using var stage = await DiscordChannelStage.StartAsync(token: "MTIz.another.token");
        stage.Listen();
        await Poll.UntilAsync(() => stage.Channel.Health.State == "unauthorized");
        Assert.Contains("Reset Token", stage.Channel.Health.Detail, StringComparison.Ordinal);
        Assert.Contains("LURKBOT_DISCORD__BOT_TOKEN", stage.Channel.Health.Detail, StringComparison.Ordinal);
        var outcome = await stage.SendAsync(DiscordChannelStage.Part("x"), stage.Direct);
        Assert.IsType<SendOutcome.NotYet>(outcome);
        Assert.All(stage.Server.Requests, request => Assert.Equal("GET /users/@me", request.Route));
        Assert.Empty(stage.Gateway.Connections);
        stage.Server.Problems.Clear();
    }

    [Theory]
    [InlineData(4013, "Update LurkBot")]
    [InlineData(4014, "Message Content Intent")]
    [InlineData(4011, "2,500")]
    [InlineData(4004, "Reset Token")]
    public async Task Close_ForGood_SaysWhatToDo_AndComesBackByItself(int code, string words)
    {
        await using var stage = await DiscordChannelStage.StartAsync(DiscordChannelStage.Times with { Refused = TimeSpan.FromSeconds(1) });
        await stage.ListenAsync();
        await stage.HearAsync("before");
        stage.Gateway.Close(code);
        await Poll.UntilAsync(() => stage.Channel.Health.State is "refused" or "unauthorized");
        Assert.Contains(words, stage.Channel.Health.Detail, StringComparison.Ordinal);
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "later");
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("later"));
        Assert.Equal("connected", stage.Channel.Health.State);
    }

    [Fact]
    public async Task MessageContent_Off_AsksForLess_AndSaysSo()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        stage.World.Bot.HasMessageContent = false;
        await stage.ListenAsync();
        stage.Server.Say(stage.World.General, stage.World.Bob, $"{stage.World.Bot.Account.Mention} hello");
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("hello"));
        Assert.Equal("connected", stage.Channel.Health.State);
        Assert.Contains("Message Content Intent is off", stage.Channel.Health.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, 40)]
    [InlineData(1000, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 0)]
    public async Task SessionBudget_UsedUpOrNearly_WaitsAndNeverIdentifies(int total, int left)
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        (stage.World.Bot.StartsTotal, stage.World.Bot.StartsLeft) = (total, left);
        stage.World.Bot.StartsReset = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1);
        stage.Listen();
        await Poll.UntilAsync(() => stage.Channel.Health.State == "waiting");
        Assert.Contains($"only {left} of {total}", stage.Channel.Health.Detail, StringComparison.Ordinal);
        Assert.Empty(stage.Gateway.Connections);
    }

    [Fact]
    public async Task Events_ToldTwice_AreTakenOnce()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("one");
        stage.Gateway.Repeat(5);
        await stage.HearAsync("two");
        Assert.Equal(["one", "two"], stage.Heard);
    }

    [Fact]
    public async Task Frames_ThatCannotBeRead_AreOutlived()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        stage.Gateway.SendRaw("""{"op":0,"t":"MESSAGE_CREATE","s":1000,"d":{"id":"x"}}""");
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Unreadable>().Any());
        stage.Gateway.SendRaw("{nothing");
        await stage.Server.UntilAsync(() => stage.Gateway.Connections.Count > 1);
        stage.Server.Problems.Clear();
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "after");
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("after"));
        stage.Server.Problems.Clear();
    }

    [Fact]
    public async Task Inbox_ThatCannotTake_KeepsTheSessionWhereItWas()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("one");
        var kept = stage.Inbox.Cursors[stage.World.Bot.Id + "/session"];
        var isFull = true;
        stage.Inbox.Before = (_, _) => isFull ? throw new LurkBotException("No space left.") : Task.CompletedTask;
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "two");
        await Poll.UntilAsync(() => stage.Channel.Health.Detail?.Contains("No space left", StringComparison.Ordinal) == true);
        Assert.Equal(kept, stage.Inbox.Cursors[stage.World.Bot.Id + "/session"]);
        // Another process goes on from there.
        await stage.RestartAsync();
        isFull = false;
        stage.Listen();
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("two"));
        Assert.Equal(["one", "two"], stage.Heard);
        Assert.Single(stage.Gateway.Sessions);
    }

    [Fact]
    public async Task Restart_InASession_KnowsChannelsRolesAndThreadsWithoutBeingTold()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("one");
        await stage.RestartAsync();
        var thread = stage.Server.OpenThread(stage.World.Bob, stage.World.General, "moves");
        stage.Listen();
        stage.Server.Say(thread, stage.World.Bob, $"<@&{stage.World.Guild.RoleOf(stage.World.Bot).Id}> hi");
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("hi"));
        var message = stage.Inbox.Events.OfType<PlatformEvent.Message>().Last();
        Assert.Equal((stage.World.General.Id, thread.Id, true), (message.Chat.Target.Chat, message.Chat.Target.Thread, message.IsForUs));
        Assert.Single(stage.Gateway.Sessions);
    }

    [Fact]
    public async Task Gap_OfManyMessages_IsReadInOrder()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        await stage.RestartAsync();
        stage.Gateway.LoseSessions();
        for (var i = 0; i < 250; i++)
            stage.Server.Say(stage.World.Direct, stage.World.Ada, $"m{i}");
        stage.Listen();
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("m249"));
        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"m{i}"), stage.Heard.Where(text => text[0] == 'm'));
    }

    [Fact]
    public async Task FirstMessageOfAChat_ThatWasNotTaken_IsReadByTheNextProcess()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        var refused = stage.RefuseEvents();
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "first");
        await refused;
        await stage.RestartAsync();
        stage.Gateway.LoseSessions();
        stage.Inbox.Before = (_, _) => Task.CompletedTask;
        stage.Listen();
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("first"));
    }

    [Fact]
    public void Chat_WhoseNewestMessageIsTaken_BeginsBeforeIt()
    {
        var chats = new DiscordChats();
        chats.See(new Snowflake(1), new Snowflake(500), null);
        chats.Saved();
        chats.Expect(new Snowflake(1), new Snowflake(600), null);
        Assert.False(chats.HasNews);
        chats.Expect(new Snowflake(1), new Snowflake(499), null);
        Assert.True(chats.HasNews);
        chats.See(new Snowflake(1), new Snowflake(400), null);
        Assert.Equal(new Snowflake(499), chats.SinceOf(new Snowflake(1)));
    }

    /// <summary>A message that was said before anything was heard, of which an edit is told, and which this process does not come to take.</summary>
    [Fact]
    public async Task Edit_InAChatThatWasNotSeen_ThatIsNotTaken_LetsAnotherProcessReadTheChat()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.RestartAsync();
        stage.Gateway.LoseSessions();
        var said = stage.Server.Say(stage.World.Direct, stage.World.Ada, "frist");
        stage.Listen();
        await Poll.UntilAsync(() => stage.Channel.Health.State == "connected");
        var refused = stage.RefuseEvents();
        stage.Server.Edit(said, "first");
        await refused;
        await stage.RestartAsync();
        stage.Gateway.LoseSessions();
        stage.Inbox.Before = (_, _) => Task.CompletedTask;
        stage.Listen();
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("first"));
    }

    [Fact]
    public async Task Gap_WhileTheApiFails_IsReadLater_AndNothingPassesIt()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        await stage.RestartAsync();
        stage.Gateway.LoseSessions();
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "missed");
        var fault = stage.Server.Fail("GET /channels/{channel}/messages", FaultKind.Html, times: 3);
        stage.Listen();
        await fault.Hit.Task;
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "live");
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("live"));
        // What is told live and read too has the same identity: the inbox takes it once.
        Assert.Equal(["missed", "live"], stage.Heard.Where(text => text != "before").Distinct());
    }
}
