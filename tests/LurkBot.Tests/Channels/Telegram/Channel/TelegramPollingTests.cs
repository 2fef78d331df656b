using System.Globalization;
using LurkBot.Channels;

namespace LurkBot.Tests.Channels;

/// <summary>Hearing, over real sockets.</summary>
public sealed class TelegramPollingTests
{
    private static IEnumerable<string> Texts(IEnumerable<PlatformEvent> events) => events.OfType<PlatformEvent.Message>().Select(message => message.Text);

    [Fact]
    public async Task Run_Messages_ComeInOrderAndAreAcknowledgedOnlyWhenTaken()
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.ListenAsync();
        var before = stage.World.Bot.Updates.ConfirmedOffset;
        var (entered, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        stage.Inbox.Before = (_, _) =>
        {
            entered.TrySetResult();
            return free.Task;
        };
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "one");
        await entered.Task;
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "two");
        Assert.Equal(before, stage.World.Bot.Updates.ConfirmedOffset);
        var cursor = stage.Inbox.Cursors.GetValueOrDefault(stage.Account + "/offset");
        Assert.NotEqual((before + 1).ToString(CultureInfo.InvariantCulture), cursor);
        free.SetResult();
        await stage.Inbox.UntilAsync(() => Texts(stage.Inbox.Events).Count() == 2);
        Assert.Equal(["one", "two"], Texts(stage.Inbox.Events));
        await stage.Server.UntilAsync(() => stage.World.Bot.Updates.ConfirmedOffset == before + 2);
        Assert.Equal((before + 2).ToString(CultureInfo.InvariantCulture), stage.Inbox.Cursors[stage.Account + "/offset"]);
        var polls = stage.Server.Requests.Where(request => request.Method == "getUpdates").ToList();
        Assert.Contains("stopped_message_generation", polls[0].Parameters!["allowed_updates"]!.AsArray().Select(kind => (string)kind!));
        Assert.Equal(("connected", stage.Account, "@lurk_bot"), (stage.Channel.Health.State, stage.Channel.Health.Account, stage.Channel.Health.Name));
    }

    [Fact]
    public async Task Run_InboxThatCannotStore_GetsTheSameAgainAndNothingIsAcknowledged()
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.ListenAsync();
        var before = stage.World.Bot.Updates.ConfirmedOffset;
        var seen = new List<string>();
        var confirmed = new List<long>();
        stage.Inbox.Before = (events, _) =>
        {
            seen.AddRange(Texts(events));
            confirmed.Add(stage.World.Bot.Updates.ConfirmedOffset);
            return seen.Count < 3 ? throw new LurkBotException("The disk is full.") : Task.CompletedTask;
        };
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "one");
        await stage.Inbox.UntilAsync(() => Texts(stage.Inbox.Events).Any());
        Assert.Equal(["one", "one", "one"], seen);
        Assert.All(confirmed, offset => Assert.Equal(before, offset));
    }

    [Fact]
    public async Task Run_Again_BeginsWhereItEnded()
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.ListenAsync();
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "one");
        await stage.Inbox.UntilAsync(() => Texts(stage.Inbox.Events).Any());
        await stage.StopAsync();
        Assert.Equal("stopped", stage.Channel.Health.State);
        var ended = stage.Inbox.Cursors[stage.Account + "/offset"];

        await using var next = TelegramChannel.Create(new ChannelOptions { BotToken = BotApiStage.Token, BaseUrl = new Uri(stage.Server.BaseUrl) }, TelegramRendering.Html, TimeProvider.System, null, TelegramStage.Times);
        using var stop = new CancellationTokenSource();
        var count = stage.Server.Requests.Count;
        var running = next.RunAsync(stage.Inbox, stop.Token);
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "two");
        await stage.Inbox.UntilAsync(() => Texts(stage.Inbox.Events).Count() == 2);
        Assert.Equal(ended, stage.Server.Requests.Skip(count).First(request => request.Method == "getUpdates" && request.Parameters is not null).Parameters!["offset"]!.ToString());
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_AgainBetweenTwoParts_KnowsThatTheyBelongTogether(bool isAcknowledged)
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.ListenAsync();
        stage.Server.SendText(stage.World.Private, stage.World.Ada, new string('a', 4096));
        await stage.Server.UntilAsync(() => stage.Inbox.Cursors.GetValueOrDefault(stage.Account + "/parts") is { Length: > 0 } && (!isAcknowledged || stage.World.Bot.Updates is { IsPolled: true, Pending: 0 }));
        await stage.StopAsync();
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "the end");
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "another");

        await using var next = TelegramChannel.Create(new ChannelOptions { BotToken = BotApiStage.Token, BaseUrl = new Uri(stage.Server.BaseUrl) }, TelegramRendering.Html, TimeProvider.System, null, TelegramStage.Times);
        using var stop = new CancellationTokenSource();
        var running = next.RunAsync(stage.Inbox, stop.Token);
        await stage.Inbox.UntilAsync(() => Texts(stage.Inbox.Events).Contains("another", StringComparer.Ordinal));
        await stop.CancelAsync();
        await running;
        var parts = stage.Inbox.Events.OfType<PlatformEvent.Message>().Select(message => (message.Text[0], message.PartOf)).Distinct().ToList();
        Assert.Equal('a', parts[0].Item1);
        Assert.StartsWith("paste:", parts[0].PartOf, StringComparison.Ordinal);
        Assert.Equal([parts[0], ('t', parts[0].PartOf), ('a', null)], parts);
    }

    [Fact]
    public async Task Run_Conflict_IsShownAndOvercome()
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.ListenAsync();
        Assert.True(stage.Server.StealPoll());
        await stage.Server.UntilAsync(() => stage.World.Bot.Updates.IsPolled);
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "still there");
        await stage.Inbox.UntilAsync(() => Texts(stage.Inbox.Events).Any());
        Assert.Contains(stage.Log.Lines, line => line.Contains("conflict", StringComparison.Ordinal) && line.Contains("terminated by other getUpdates", StringComparison.Ordinal));
        Assert.Equal("connected", stage.Channel.Health.State);
    }

    [Fact]
    public async Task Run_Webhook_IsRemovedAndNothingIsDropped()
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.World.CallAsync("setWebhook", new { url = "https://bot.example/hook" });
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "waits");
        stage.Listen();
        await stage.Inbox.UntilAsync(() => Texts(stage.Inbox.Events).Any());
        // Another program sets it again.
        await stage.World.CallAsync("setWebhook", new { url = "https://bot.example/hook" });
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "waits too");
        await stage.Inbox.UntilAsync(() => Texts(stage.Inbox.Events).Count() == 2);
        Assert.Equal(["waits", "waits too"], Texts(stage.Inbox.Events));
    }

    [Theory]
    [InlineData(FaultKind.DropBefore)]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.Html)]
    [InlineData(FaultKind.HtmlAfter)]
    [InlineData(FaultKind.Truncate)]
    [InlineData(FaultKind.Refuse)]
    internal async Task Run_BrokenAnswers_LoseNothing(FaultKind kind)
    {
        await using var stage = await TelegramStage.StartAsync();
        stage.Server.Fail("getMe", kind, times: 2, refusal: new BotApiException(500, "Internal Server Error"));
        stage.Server.Fail("getUpdates", kind, times: 2, refusal: BotApiException.TooManyRequests(1));
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "one");
        stage.Listen();
        await stage.Inbox.UntilAsync(() => Texts(stage.Inbox.Events).Any());
        Assert.Contains(stage.Log.Lines, line => line.Contains("unreachable", StringComparison.Ordinal));
        Assert.Equal("connected", stage.Channel.Health.State);
    }

    [Theory]
    [InlineData("999:wrong")]
    [InlineData("nonsense")]
    public async Task Run_WrongToken_IsShownAndAskedAgain(string token)
    {
        await using var stage = await TelegramStage.StartAsync(token: token);
        stage.Listen();
        await Poll.UntilAsync(() => stage.Channel.Health.State == "unauthorized");
        await stage.StopAsync();
        Assert.DoesNotContain(stage.Log.Lines, line => line.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_ServerThatIsNotThere_IsShownAndFoundLater()
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.ListenAsync();
        await stage.Server.GoOfflineAsync();
        await Poll.UntilAsync(() => stage.Channel.Health.State == "unreachable");
        await stage.Server.ComeOnlineAsync();
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "one");
        await stage.Inbox.UntilAsync(() => Texts(stage.Inbox.Events).Any());
        Assert.DoesNotContain(stage.Log.Lines, line => line.Contains(BotApiStage.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_MoreThanADayAway_TellsTheOwnerOnce()
    {
        await using var stage = await TelegramStage.StartAsync();
        var heard = TimeProvider.System.GetUtcNow().AddHours(-25);
        stage.Inbox.Cursors[stage.Account + "/heard"] = heard.ToString("O");
        await stage.ListenAsync();
        Assert.Equal($"away:{stage.Account}:{heard.ToUnixTimeSeconds()}", Assert.Single(stage.Inbox.Told).Notice);
        Assert.Contains("older than 24 hours are gone", stage.Inbox.Told[0].Text, StringComparison.Ordinal);
        Assert.True(DateTimeOffset.Parse(stage.Inbox.Cursors[stage.Account + "/heard"], null) > heard.AddHours(24));
    }

    [Theory]
    [InlineData(150, "100+ 50")]
    [InlineData(100, "100+ 0")]
    public async Task Run_Backlog_IsToldWithItsEnd(int count, string expected)
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.ListenAsync();
        stage.Server.HoldUpdates();
        for (var i = 0; i < count; i++)
            stage.Server.SendText(stage.World.Private, stage.World.Ada, $"m{i}");
        var backlogs = new List<string>();
        stage.Inbox.Before = (events, isBacklog) =>
        {
            backlogs.Add($"{events.Count}{(isBacklog ? "+" : "")}");
            return Task.CompletedTask;
        };
        stage.Server.ReleaseUpdates();
        await stage.Inbox.UntilAsync(() => backlogs.Count == 2);
        Assert.Equal(expected, string.Join(' ', backlogs));
        await stage.Server.UntilAsync(() => stage.World.Bot.Updates.Pending == 0);
    }

    [Fact]
    public async Task Run_HostileUpdates_AreKeptRawAndStopNoOther()
    {
        await using var stage = await TelegramStage.StartAsync();
        await stage.ListenAsync();
        var deep = string.Concat(Enumerable.Repeat("{\"reply_to_message\":", 50)) + "{}" + new string('}', 50);
        string[] hostile =
        [
            """{"update_id":1}""", """{"update_id":99999999999999}""", """{"message":{}}""", """{"update_id":2,"message":{"message_id":"x"}}""", """{"update_id":3,"message":[]}""",
            """{"update_id":4,"message":{"message_id":7,"date":99999999999999999,"chat":{"id":42,"type":"private"},"text":"a"}}""",
            $$"""{"update_id":5,"message":{{deep}}}""", """[1]""", "\"x\"", "7",
        ];
        stage.Server.HoldUpdates();
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "before");
        stage.Server.ReleaseUpdates();
        foreach (var json in hostile)
            stage.Server.InjectRaw(json);
        stage.Server.SendText(stage.World.Private, stage.World.Ada, "after");
        await stage.Inbox.UntilAsync(() => Texts(stage.Inbox.Events).Contains("after") && stage.Inbox.Events.OfType<PlatformEvent.Unreadable>().Count() >= hostile.Length - 1);
        Assert.Contains(stage.Inbox.Events, told => told is PlatformEvent.Unreadable { Raw: "\"x\"" });
        Assert.Equal("connected", stage.Channel.Health.State);
    }
}
