using System.Text.Json.Nodes;
using LurkBot.Channels;
using LurkBot.Entries;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>Socket Mode over real sockets: acknowledgements, connections that end in every way, and what was said meanwhile.</summary>
public sealed class SlackListeningTests
{
    private static string TextOf(PlatformEvent one) => one is PlatformEvent.Message message ? message.Text : one.GetType().Name;

    private static IEnumerable<string> Said(SlackChannelStage stage) => stage.Inbox.Events.OfType<PlatformEvent.Message>().DistinctBy(message => message.Source).Select(TextOf);

    [Fact]
    public async Task Envelope_IsAcknowledged_OnlyOnceTheInboxHasIt()
    {
        await using var stage = await SlackChannelStage.StartAsync();
        var (held, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        stage.Inbox.Before = (events, _) =>
        {
            if (events.Count == 0)
                return Task.CompletedTask;
            held.TrySetResult();
            return released.Task;
        };
        await stage.ListenAsync();
        stage.Server.Say(stage.World.Im, stage.World.Ada, "one");
        await held.Task;
        var envelope = Assert.Single(stage.Server.Sockets.Envelopes);
        Assert.False(envelope.IsAcknowledged);
        released.SetResult();
        await stage.Server.UntilAsync(() => envelope.IsAcknowledged);
        Assert.Equal("one", Assert.Single(Said(stage)));
        Assert.Contains("slack", stage.Inbox.Cursors.Keys.Single().Replace(stage.World.App.User.Id + "/heard", "slack", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inbox_ThatCannotStore_IsGivenItAgain()
    {
        await using var stage = await SlackChannelStage.StartAsync();
        var failures = 3;
        stage.Inbox.Before = (events, _) => events.Count > 0 && failures-- > 0 ? throw new LurkBotException("The disk is full.") : Task.CompletedTask;
        await stage.ListenAsync();
        stage.Server.Say(stage.World.Im, stage.World.Ada, "one");
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes is [{ IsAcknowledged: true }]);
        Assert.Equal("one", Assert.Single(Said(stage)));
        Assert.Equal(-1, failures);
    }

    [Fact]
    public async Task Warning_OpensTheNextConnectionFirst_AndClosesTheOldOnePolitely()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        await Poll.UntilAsync(() => stage.Server.Requests.Any(request => request.Method == "users.conversations"));
        var old = stage.Server.Sockets.Connections[0];
        await old.WarnAsync();
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Connections.Count == 2);
        await stage.Server.UntilAsync(() => old.WasClosedByClient);
        stage.Server.Say(stage.World.Im, stage.World.Ada, "one");
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes is [{ IsAcknowledged: true }]);
        Assert.Equal("connected", stage.Channel.Health.State);
        // Nothing was missed: no history is read.
        Assert.Single(stage.Server.Requests, request => request.Method == "users.conversations");
    }

    [Fact]
    public async Task Envelopes_OnAnyOfTwoConnections_AreAcknowledgedWhereTheyCame()
    {
        await using var stage = await (await SlackChannelStage.StartAsync(SlackHome.Times with { Linger = TimeSpan.FromMinutes(1) })).ListenAsync();
        await stage.Server.Sockets.Connections[0].WarnAsync();
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Connections.Count(connection => connection.IsOpen) == 2);
        var number = 0;
        stage.Server.Sockets.Choose = open => open[number++ % open.Count];
        for (var i = 0; i < 6; i++)
            stage.Server.Say(stage.World.Im, stage.World.Ada, $"m{i}");
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes.Count(envelope => envelope.IsAcknowledged) == 6);
        Assert.Equal(2, stage.Server.Sockets.Envelopes.SelectMany(envelope => envelope.Connections).Distinct().Count());
        Assert.Equal(6, Said(stage).Count());
    }

    [Fact]
    public async Task MessageInTheWindow_WithoutAnyConnection_IsReadFromTheHistory()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        stage.Server.Say(stage.World.Im, stage.World.Ada, "before");
        var root = stage.Server.Say(stage.World.General, stage.World.Ada, "@lurkbot topic");
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes.Count >= 3 && stage.Server.Sockets.Envelopes.All(envelope => envelope.IsAcknowledged));
        await stage.Server.GoOfflineAsync();
        await stage.UntilAsync("unreachable");
        stage.Server.Say(stage.World.Im, stage.World.Ada, "meanwhile");
        stage.Server.Say(stage.World.General, stage.World.Bob, "in the thread", root);
        stage.Server.Say(stage.World.General, stage.World.Bob, "not for the bot");
        await stage.Server.ComeOnlineAsync();
        await stage.Inbox.UntilAsync(() => Said(stage).Contains("meanwhile") && Said(stage).Contains("in the thread"));
        Assert.DoesNotContain("not for the bot", Said(stage));
        var thread = stage.Inbox.Events.OfType<PlatformEvent.Message>().First(message => message.Text == "in the thread");
        Assert.Equal((root.Ts, true), (thread.Chat.Target.Thread, thread.IsForUs));
    }

    [Fact]
    public async Task EventsThatSlackHeldBack_AreReadFromTheHistories_OnTheSameConnection()
    {
        await using var stage = await SlackChannelStage.StartAsync(SlackHome.Times with { EventLimit = TimeSpan.FromMilliseconds(20) });
        var filled = new TaskCompletionSource();
        stage.Inbox.Before = (events, isBacklog) =>
        {
            if (events.Count == 0 && !isBacklog)
                filled.TrySetResult();
            return Task.CompletedTask;
        };
        await stage.ListenAsync();
        await filled.Task;
        var sockets = stage.Server.Sockets;
        sockets.Holds = true;
        var root = stage.Server.Say(stage.World.General, stage.World.Ada, "@lurkbot held back");
        stage.Server.Say(stage.World.General, stage.World.Bob, "and its answer", root);
        sockets.Release(_ => []);
        sockets.Send(stage.World.App, "events_api", new JsonObject { ["type"] = "app_rate_limited", ["team_id"] = "T1", ["api_app_id"] = stage.World.App.Id, ["minute_rate_limited"] = 1_700_000_000 });
        await stage.Inbox.UntilAsync(() => Said(stage).Contains("and its answer"));
        Assert.Contains("@lurkbot held back", Said(stage));
        Assert.Single(sockets.Connections);
    }

    [Fact]
    public async Task MessageOfAHistory_UntilItIsTaken_IsReadAgainByTheNextProcess()
    {
        await using var stage = await SlackChannelStage.StartAsync();
        var (name, begin, general) = (stage.World.App.User.Id + "/heard", SlackTs.At(DateTimeOffset.UnixEpoch), stage.World.General.Id);
        stage.Inbox.Cursors[name] = $"{general} {begin} {begin}";
        var said = stage.Server.Say(stage.World.General, stage.World.Ada, "@lurkbot hello");
        var saved = "";
        stage.Inbox.Before = (events, _) =>
        {
            saved = events.Count > 0 ? stage.Inbox.Cursors[name] : saved;
            return Task.CompletedTask;
        };
        await stage.ListenAsync();
        await stage.Inbox.HearAsync(1);
        var next = new SlackProgress();
        next.Restore(saved);
        Assert.True(SlackTs.Compare(next.Of(general)!, said.Ts) < 0, saved);
        Assert.True(next.IsOurs(general, said.Ts));
    }

    [Fact]
    public async Task ThreadOfTheMessageWithWhichAChannelWasFirstSeen_IsRead()
    {
        await using var stage = await SlackChannelStage.StartAsync();
        var root = stage.Server.Say(stage.World.General, stage.World.Ada, "@lurkbot before");
        stage.Inbox.Cursors[stage.World.App.User.Id + "/heard"] = $"{stage.World.General.Id} {root.Ts} {root.Ts}";
        stage.Server.Say(stage.World.General, stage.World.Ada, "@lurkbot now", root);
        await stage.ListenAsync();
        await stage.Inbox.HearAsync(1);
        Assert.Equal("now", Assert.Single(stage.Inbox.Events.OfType<PlatformEvent.Message>()).Text.Split(' ')[^1]);
    }

    [Theory]
    [InlineData("@lurkbot topic", null)]
    [InlineData("topic", "@lurkbot what do you think?")]
    public async Task AnswerInAThread_BeforeTheHistoriesAreRead_IsForTheBotThatTakesPartThere(string root, string? mention)
    {
        await using var stage = await SlackChannelStage.StartAsync();
        var (server, general) = (stage.Server, stage.World.General);
        var begin = server.Say(general, stage.World.Ada, root);
        // The thread was heard before the bot was spoken to there.
        var from = SlackTs.At(DateTimeOffset.UnixEpoch);
        stage.Inbox.Cursors[stage.World.App.User.Id + "/heard"] = $"{general.Id} {from} {from}\n{general.Id} {begin.Ts} {begin.Ts} -";
        if (mention is not null)
            server.Say(general, stage.World.Ada, mention, begin);
        server.Limit("users.conversations", 2);
        await stage.ListenAsync();
        server.Say(general, stage.World.Bob, "and me", begin);
        await server.UntilAsync(() => server.Sockets.Envelopes.Any(envelope => envelope.IsAcknowledged));
        var told = stage.Inbox.Events.OfType<PlatformEvent.Message>().Single(message => message.Text == "and me");
        Assert.Equal((begin.Ts, true), (told.Chat.Target.Thread, told.IsForUs));
    }

    [Fact]
    public async Task AnswerInAThreadOfOthers_BeforeTheHistoriesAreRead_IsNotForTheBot()
    {
        await using var stage = await SlackChannelStage.StartAsync();
        var begin = stage.Server.Say(stage.World.General, stage.World.Ada, "topic");
        stage.Server.Limit("users.conversations", 2);
        await stage.ListenAsync();
        stage.Server.Say(stage.World.General, stage.World.Bob, "and me", begin);
        // Whoever draws the bot in afterwards does not make it the bot's.
        stage.Server.Say(stage.World.General, stage.World.Ada, "@lurkbot and you?", begin);
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes.Any(envelope => envelope.IsAcknowledged));
        Assert.False(stage.Inbox.Events.OfType<PlatformEvent.Message>().Single(message => message.Text == "and me").IsForUs);
    }

    [Fact]
    public async Task AnswerInAThread_OfWhichNobodyCanTellYet_ComesAgainOnceTheHistoriesAreRead()
    {
        await using var stage = await SlackChannelStage.StartAsync();
        var (server, general) = (stage.Server, stage.World.General);
        var from = SlackTs.At(DateTimeOffset.UnixEpoch);
        stage.Inbox.Cursors[stage.World.App.User.Id + "/heard"] = $"{general.Id} {from} {from}";
        var begin = server.Say(general, stage.World.Ada, "@lurkbot topic");
        server.Limit("users.conversations", 2);
        server.Limit("conversations.replies", 2);
        await stage.ListenAsync();
        server.Say(general, stage.World.Bob, "and me", begin);
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Message>().Any(message => message.Text == "and me"));
        Assert.All(stage.Inbox.Events.OfType<PlatformEvent.Message>().Where(message => message.Text == "and me"), message => Assert.True(message.IsForUs));
    }

    [Fact]
    public async Task AnswerInAThread_ThatIsNotRememberedAndHasASession_IsForTheBot()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        await stage.Inbox.HearAsync(0);
        await Poll.UntilAsync(() => stage.Server.Requests.Any(request => request.Method == "users.conversations"));
        var (known, other) = (stage.Server.Say(stage.World.General, stage.World.Ada, "topic"), stage.Server.Say(stage.World.General, stage.World.Ada, "another"));
        stage.Inbox.Known.Add(stage.Target(stage.World.General, known));
        stage.Server.Say(stage.World.General, stage.World.Bob, "mine", known);
        stage.Server.Say(stage.World.General, stage.World.Bob, "theirs", other);
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Message>().Any(message => message.Text == "theirs"));
        var heard = stage.Inbox.Events.OfType<PlatformEvent.Message>().ToLookup(message => message.Text);
        Assert.True(heard["mine"].First().IsForUs);
        Assert.False(heard["theirs"].First().IsForUs);
    }

    [Fact]
    public void SilentConnection_IsNoticedWithinFortySeconds() => Assert.InRange(new SlackTimes().Ping + new SlackTimes().Pong, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(40));

    [Fact]
    public async Task SilentConnection_IsNoticedAndReplaced()
    {
        await using var stage = await (await SlackChannelStage.StartAsync(SlackHome.Times with { Ping = TimeSpan.FromMilliseconds(100), Pong = TimeSpan.FromMilliseconds(200) })).ListenAsync();
        stage.Server.Sockets.Connections[0].GoSilent();
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Connections.Count >= 2 && stage.Server.Sockets.Connections[^1].IsOpen);
    }

    [Fact]
    public async Task LinkDisabled_IsToldAsASwitch_AndHeardAgainOnceItIsOn()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        stage.World.App.IsSocketModeOn = false;
        await stage.Server.Sockets.Connections[0].RefreshAsync("link_disabled");
        await stage.UntilAsync("unauthorized");
        Assert.Contains("Socket Mode", stage.Channel.Health.Detail, StringComparison.Ordinal);
        stage.World.App.IsSocketModeOn = true;
        await stage.UntilAsync("connected");
    }

    [Fact]
    public async Task TooManyConnections_AreTold_AndTheChannelIsHeardOnceThereIsRoom()
    {
        await using var stage = await SlackChannelStage.StartAsync();
        var others = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => stage.World.ConnectAsync()));
        stage.Listen();
        await stage.UntilAsync("conflict");
        Assert.Contains("Stop them, or make an app of its own for LurkBot.", stage.Channel.Health.Detail, StringComparison.Ordinal);
        await others[0].CloseAsync();
        await stage.UntilAsync("connected");
        foreach (var other in others)
            other.Dispose();
    }

    [Fact]
    public async Task OtherProgram_OnTheSameApp_IsTold()
    {
        await using var stage = await SlackChannelStage.StartAsync();
        using var other = await stage.World.ConnectAsync();
        await stage.ListenAsync();
        await Poll.UntilAsync(() => stage.Channel.Health.Detail is not null);
        Assert.Contains("Another program is connected as this app (2 connections)", stage.Channel.Health.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uninstalled_IsUnauthorized()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        stage.Server.Uninstall();
        stage.Server.Sockets.Connections[0].Drop();
        await stage.UntilAsync("unauthorized");
        Assert.DoesNotContain("xoxb", stage.Channel.Health.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReconnectStorm_LosesAndDoublesNothing()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage, new ScriptedModel((_, _, _) => ScriptedModel.Text("Yes."))).StartAsync();
        for (var i = 0; i < 100; i++)
        {
            await stage.Server.UntilAsync(() => stage.Server.Sockets.Connections.Any(connection => connection.IsOpen));
            stage.Server.Say(stage.Im, stage.Ada, $"m{i:00}");
            foreach (var connection in stage.Server.Sockets.Connections.Where(connection => connection.IsOpen))
                connection.Drop();
        }

        await Poll.UntilAsync(async () => (await home.ReadAsync(home.Main)).OfType<UserEntry>().Count() >= 100);
        await home.SettledAsync();
        // What came live may stand before what was read from the history; nothing is missing and nothing is there twice.
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"m{i:00}"), (await home.ReadAsync(home.Main)).OfType<UserEntry>().Select(entry => entry.Content).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Stop_ClosesTheSocketPolitely()
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        await stage.StopAsync();
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Connections[0].WasClosedByClient);
        Assert.Equal("stopped", stage.Channel.Health.State);
    }
}
