using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>What the server does when time passes.</summary>
public sealed class BotApiClockTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public async Task Updates_AfterADay_AreGone()
    {
        await using var stage = await BotApiStage.StartAsync(time);
        stage.Server.SendText(stage.Private, stage.Ada, "old");
        time.Advance(TimeSpan.FromHours(23));
        stage.Server.SendText(stage.Private, stage.Ada, "new");
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("new", (string?)Assert.Single(await stage.PollAsync())!["message"]!["text"]);
    }

    [Fact]
    public async Task UpdateIds_AfterAWeekOfSilence_StartAnew()
    {
        await using var stage = await BotApiStage.StartAsync(time);
        stage.Server.SendText(stage.Private, stage.Ada, "one");
        var first = (long)(await stage.PollAsync())[^1]!["update_id"]!;
        time.Advance(TimeSpan.FromDays(7));
        stage.Server.SendText(stage.Private, stage.Ada, "two");
        Assert.True((long)(await stage.PollAsync())[^1]!["update_id"]! < first);
    }

    [Fact]
    public async Task Poll_WithOffset_ForgetsWhatIsBelow()
    {
        await using var stage = await BotApiStage.StartAsync(time);
        var last = 0L;
        for (var at = 0; at < 3; at++)
            stage.Server.SendText(stage.Private, stage.Ada, $"m{at}");
        last = (long)(await stage.PollAsync())[^1]!["update_id"]!;
        Assert.Single(await stage.PollAsync(-1));
        // The same offset again within half a second brings one update; a negative one has forgotten the others.
        Assert.Equal(last, (long)Assert.Single(await stage.PollAsync())!["update_id"]!);
        Assert.Empty(await stage.PollAsync(last + 1));
        Assert.Equal(last + 1, stage.Bot.Updates.ConfirmedOffset);
    }

    [Fact]
    public async Task Poll_SameOffsetAtOnce_WaitsThreeSecondsAndIsCutToOne()
    {
        await using var stage = await BotApiStage.StartAsync(time);
        var next = (long)(await stage.PollAsync())[^1]!["update_id"]! + 1;
        Assert.Empty(await stage.PollAsync(next));
        var second = stage.PollAsync(next);
        await stage.Server.UntilAsync(() => stage.Bot.Updates.IsPolled);
        stage.Server.HoldUpdates();
        stage.Server.SendText(stage.Private, stage.Ada, "one");
        stage.Server.SendText(stage.Private, stage.Ada, "two");
        stage.Server.ReleaseUpdates();
        Assert.Single(await second);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, (await stage.PollAsync(next)).Count);
        var third = stage.PollAsync(next + 2);
        Assert.Empty(await third);
        var fourth = stage.PollAsync(next + 2);
        await stage.Server.UntilAsync(() => stage.Bot.Updates.IsPolled);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Empty(await fourth);
    }

    [Fact]
    public async Task Conflict_Again_IsToldThreeSecondsLater()
    {
        await using var stage = await BotApiStage.StartAsync(time);
        await stage.PollAsync((long)(await stage.PollAsync())[^1]!["update_id"]! + 1);
        async Task<Task<JsonObject>> Wait()
        {
            var poll = stage.CallAsync("getUpdates", new { timeout = 50 });
            await stage.Server.UntilAsync(() => stage.Bot.Updates.IsPolled);
            Assert.True(stage.Server.StealPoll());
            return poll;
        }

        Assert.Equal(409, (int)(await await Wait())["error_code"]!);
        var late = await Wait();
        Assert.False(late.IsCompleted);
        await stage.Server.UntilAsync(() => stage.Bot.Updates.ConflictsWaiting == 1);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(409, (int)(await late)["error_code"]!);
    }

    [Fact]
    public async Task Draft_AfterThirtySeconds_IsGone()
    {
        await using var stage = await BotApiStage.StartAsync(time);
        await stage.CallAsync("sendMessageDraft", new { chat_id = 42, draft_id = 1, text = "" });
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.NotNull(stage.Server.Draft(stage.Private));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(stage.Server.Draft(stage.Private));
        Assert.Single(stage.Server.Drafts(stage.Private));
    }

    [Fact]
    public async Task ChatAction_AfterFiveSeconds_IsGone()
    {
        await using var stage = await BotApiStage.StartAsync(time);
        await stage.CallAsync("sendChatAction", new { chat_id = stage.Forum.Id, message_thread_id = 1, action = "typing" });
        Assert.NotNull(stage.Server.Action(stage.Forum));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(stage.Server.Action(stage.Forum));
    }

    [Theory]
    [InlineData("deleteMessage", 48 * 3600, "Bad Request: message can't be deleted for everyone")]
    [InlineData("editMessageText", 48 * 3600, null)]
    public async Task OwnMessage_AfterTwoDays_CanBeEditedButNotDeleted(string method, int seconds, string? refusal)
    {
        await using var stage = await BotApiStage.StartAsync(time);
        var id = (int)(await stage.CallAsync("sendMessage", new { chat_id = 42, text = "a" }))["result"]!["message_id"]!;
        time.Advance(TimeSpan.FromSeconds(seconds));
        object parameters = method == "deleteMessage" ? new { chat_id = 42, message_id = id } : new { chat_id = 42, message_id = id, text = "b" };
        Assert.Equal(refusal, (string?)(await stage.CallAsync(method, parameters))["description"]);
    }

    [Fact]
    public async Task Ephemeral_WithinFifteenSecondsOfACommand_IsSeenByItsReceiver()
    {
        await using var stage = await BotApiStage.StartAsync(time);
        stage.Server.SendEphemeral(stage.Supergroup, stage.Ada, "/approve");
        time.Advance(TimeSpan.FromSeconds(15));
        var call = new { chat_id = stage.Supergroup.Id, text = "only you", ephemeral_message_parameters = new { receiver_user_id = 42 } };
        var sent = (await stage.CallAsync("sendMessage", call))["result"]!;
        Assert.Equal((0, 2), ((int)sent["message_id"]!, (int)sent["ephemeral_message_id"]!));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(400, (int)(await stage.CallAsync("sendMessage", call))["error_code"]!);
        Assert.True((bool)(await stage.CallAsync("editEphemeralMessageText", new { chat_id = stage.Supergroup.Id, receiver_user_id = 42, ephemeral_message_id = 2, text = "approved" }))["ok"]!);
        Assert.Equal("approved", stage.Server.Answers(stage.Supergroup).Single().Text);
    }

    [Fact]
    public async Task DownloadLink_AfterAnHour_IsGone()
    {
        await using var stage = await BotApiStage.StartAsync(time);
        var path = (string)(await stage.CallAsync("getFile", new { file_id = stage.Server.AddFile("a.txt", "text/plain", "a"u8.ToArray()).FileId }))["result"]!["file_path"]!;
        Assert.Equal(200, await stage.DownloadAsync(path));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(404, await stage.DownloadAsync(path));
    }

    [Fact]
    public async Task Flood_ExactWait_IsToldAndEnds()
    {
        await using var stage = await BotApiStage.StartAsync(time);
        (stage.Bot.Flood.IsOn, stage.Bot.Flood.Burst) = (true, 3);
        async Task<int?> Send(long chat) => (int?)(await stage.CallAsync("sendMessage", new { chat_id = chat, text = "a" }))["parameters"]?["retry_after"];

        for (var at = 0; at < 3; at++)
            Assert.Null(await Send(42));
        Assert.Equal(3, await Send(42));
        Assert.Null(await Send(stage.Forum.Id));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await Send(42));
        Assert.Equal(1, stage.Bot.Flood.Ignored);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Send(42));

        // A group takes twenty a minute.
        for (var at = 1; at < 20; at++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(await Send(stage.Forum.Id));
        }

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(37, await Send(stage.Forum.Id));
        time.Advance(TimeSpan.FromSeconds(37));
        Assert.Null(await Send(stage.Forum.Id));
    }
}
