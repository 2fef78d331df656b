using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>The rules of the Web API that a single refusal does not show.</summary>
public sealed class SlackRulesTests(SlackClients clients) : IClassFixture<SlackClients>
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("text/xml", "<a/>", "invalid_post_type")]
    [InlineData("application/json", "{", "invalid_json")]
    [InlineData("application/json", "[]", "json_not_object")]
    [InlineData("application/json", "{\"text\":\"\\ud800\"}", "invalid_json")]
    [InlineData("application/json; charset=latin1", "{}", "invalid_charset")]
    [InlineData("application/x-www-form-urlencoded", "users[0]=a", "invalid_array_arg")]
    public async Task Body_ThatCannotBeRead_IsRefused(string type, string body, string error)
    {
        await using var stage = await SlackStage.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, stage.Server.ApiUrl + "chat.postMessage") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        Assert.Equal(error, (string?)(await stage.SendAsync(request, SlackStage.Token))["error"]);
    }

    [Fact]
    public async Task Body_OfTheWrongKind_IsSeenOrWarnedOf()
    {
        await using var stage = await SlackStage.StartAsync();
        Assert.Equal("invalid_arguments", (string?)(await stage.CallAsync("conversations.history", new { channel = stage.Im.Id }))["error"]);
        Assert.Single(stage.Server.Problems);
        stage.Server.ClearProblems();
        using var bare = new HttpRequestMessage(HttpMethod.Post, stage.Server.ApiUrl + "chat.postMessage") { Content = new ByteArrayContent("""{"channel":"C","text":"a"}"""u8.ToArray()) };
        Assert.Equal("missing_post_type", (string?)(await stage.SendAsync(bare, SlackStage.Token))["error"]);
        using var unnamed = new HttpRequestMessage(HttpMethod.Post, stage.Server.ApiUrl + "auth.test") { Content = new ByteArrayContent("{}"u8.ToArray()) };
        unnamed.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        Assert.Equal("missing_charset", (string?)(await stage.SendAsync(unnamed, SlackStage.Token))["warning"]);
        var text = await stage.CallAsync("chat.postMessage", new { channel = stage.General.Id, blocks = new[] { new { type = "markdown", text = "# A" } } });
        Assert.Equal("missing_text_in_message", (string?)text["response_metadata"]!["warnings"]![0]);
    }

    [Fact]
    public async Task Events_WithoutSubscriptionScopeOrMembership_DoNotCome()
    {
        await using var stage = await SlackStage.StartAsync();
        using var socket = await stage.ConnectAsync();
        stage.App.Events.Remove("message.mpim");
        stage.App.Scopes.Remove("groups:history");
        stage.App.Scopes.Remove("reactions:read");
        stage.Server.Say(stage.Mpim, stage.Ada, "not subscribed");
        var secret = stage.Server.Say(stage.Secret, stage.Ada, "@lurkbot no scope for the message, one for the mention");
        stage.Server.React(secret, stage.Ada, "eyes");
        stage.Server.Say(stage.Outside, stage.Ada, "@lurkbot not a member");
        stage.Server.Say(stage.Im, stage.Ada, "@lurkbot in person");
        Assert.Equal(["app_mention", "message"], stage.Server.Sockets.Envelopes.Select(envelope => envelope.Event));
        Assert.Equal("app_mention", (string?)(await socket.ReadAsync())["payload"]!["event"]!["type"]);
    }

    [Fact]
    public async Task Mention_ComesTwiceWithOneTs()
    {
        await using var stage = await SlackStage.StartAsync();
        var root = stage.Server.Say(stage.General, stage.Ada, "root");
        stage.Server.Say(stage.General, stage.Ada, "@lurkbot hi", root);
        var events = stage.Server.Sockets.Envelopes.Skip(1).Select(envelope => envelope.Payload).ToList();
        Assert.Equal(["message", "app_mention"], events.Select(payload => (string?)payload["event"]!["type"]));
        Assert.Equal((string?)events[0]["event"]!["ts"], (string?)events[1]["event"]!["ts"]);
        Assert.NotEqual((string?)events[0]["event_id"], (string?)events[1]["event_id"]);
        Assert.Equal(root.Ts, (string?)events[1]["event"]!["thread_ts"]);
    }

    [Fact]
    public async Task Broadcasts_OfAnApp_AreFoundInTextBlocksAndMarkdown()
    {
        await using var stage = await SlackStage.StartAsync();
        var channel = stage.General.Id;
        await stage.CallAsync("chat.postMessage", new { channel, text = "&lt;!channel&gt; @here <@U1> <!date^1^{date}|x>" });
        Assert.Empty(stage.Server.Broadcasts());
        await stage.CallAsync("chat.postMessage", new { channel, text = "<!channel|all>" });
        await stage.CallAsync("chat.postMessage", new { channel, markdown_text = "<!here>" });
        await stage.CallAsync("chat.postMessage", new { channel, text = "a", blocks = new[] { new { type = "section", text = new { type = "mrkdwn", text = "<!subteam^S1>" } } } });
        await stage.CallAsync("chat.update", new { channel, ts = stage.Server.Answers(stage.General)[0].Ts, text = "<!everyone>" });
        Assert.Equal(["S1", "channel", "everyone", "here"], stage.Server.Broadcasts().Select(ping => ping.Who).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Reply_ToAReply_IsAProblem()
    {
        await using var stage = await SlackStage.StartAsync();
        var root = stage.Server.Say(stage.General, stage.Ada, "root");
        var reply = stage.Server.Say(stage.General, stage.Ada, "reply", root);
        Assert.True((bool)(await stage.CallAsync("chat.postMessage", new { channel = stage.General.Id, text = "a", thread_ts = reply.Ts }))["ok"]!);
        Assert.Single(stage.Server.Problems);
        stage.Server.ClearProblems();
    }

    [Fact]
    public async Task History_OverPages_GivesAllInOrderWithoutReplies()
    {
        await using var stage = await SlackStage.StartAsync();
        var said = Enumerable.Range(0, 5).Select(at => stage.Server.Say(stage.General, stage.Ada, $"m{at}")).ToList();
        stage.Server.Say(stage.General, stage.Ada, "reply", said[1]);
        stage.Server.Say(stage.General, stage.Ada, "shown", said[1], isBroadcast: true);
        var texts = new List<string>();
        var cursor = "";
        do
        {
            var page = await stage.FormAsync("conversations.history", ("channel", stage.General.Id), ("limit", "2"), ("cursor", cursor), ("oldest", said[0].Ts));
            texts.AddRange(page["messages"]!.AsArray().Select(message => (string)message!["text"]!));
            cursor = (string?)page["response_metadata"]?["next_cursor"] ?? "";
            Assert.Equal(cursor.Length > 0, (bool)page["has_more"]!);
        }
        while (cursor.Length > 0);
        Assert.Equal(["shown", "m4", "m3", "m2", "m1"], texts);
        var replies = await stage.FormAsync("conversations.replies", ("channel", stage.General.Id), ("ts", said[1].Ts));
        Assert.Equal(["m1", "reply", "shown"], replies["messages"]!.AsArray().Select(message => (string?)message!["text"]));
        Assert.Equal(2, (int)replies["messages"]![0]!["reply_count"]!);
    }

    [Fact]
    public async Task Metadata_IsReadBackOnlyWhenAskedFor()
    {
        await using var stage = await SlackStage.StartAsync();
        await stage.CallAsync("chat.postMessage", new { channel = stage.Im.Id, text = "a", metadata = new { event_type = "lurkbot", event_payload = new { id = "7" } } });
        var without = await stage.FormAsync("conversations.history", ("channel", stage.Im.Id));
        Assert.Null(without["messages"]![0]!["metadata"]);
        var with = await stage.FormAsync("conversations.history", ("channel", stage.Im.Id), ("include_all_metadata", "true"));
        Assert.Equal("7", (string?)with["messages"]![0]!["metadata"]!["event_payload"]!["id"]);
    }

    [Fact]
    public async Task Text_TooLong_LosesItsEnd()
    {
        await using var stage = await SlackStage.StartAsync();
        await stage.CallAsync("chat.postMessage", new { channel = stage.Im.Id, text = new string('ä', 40_001) });
        Assert.Equal(new string('ä', 40_000), stage.Server.Answers(stage.Im).Single().Text);
    }

    [Fact]
    public async Task Update_WithoutBlocks_KeepsThemUntilAnEmptyListComes()
    {
        await using var stage = await SlackStage.StartAsync();
        var (channel, blocks) = (stage.Im.Id, new[] { new { type = "section", text = new { type = "mrkdwn", text = "block" } } });
        var ts = (string?)(await stage.CallAsync("chat.postMessage", new { channel, text = "a", blocks }))["ts"];
        await stage.CallAsync("chat.update", new { channel, ts, text = "b" });
        Assert.Equal("block", stage.Server.Answers(stage.Im).Single().Shown);
        await stage.CallAsync("chat.update", new { channel, ts, text = "c", blocks = Array.Empty<object>() });
        Assert.Equal("c", stage.Server.Answers(stage.Im).Single().Shown);
    }

    [Fact]
    public async Task Stream_AfterFiveMinutes_TakesNothingHoweverMuchWasAppended()
    {
        await using var stage = await SlackStage.StartAsync(time);
        var root = stage.Server.Say(stage.Im, stage.Ada, "root");
        var (channel, ts) = (stage.Im.Id, (string?)(await stage.CallAsync("chat.startStream", new { channel = stage.Im.Id, thread_ts = root.Ts }))["ts"]);
        time.Advance(TimeSpan.FromSeconds(299));
        Assert.True((bool)(await stage.CallAsync("chat.appendStream", new { channel, ts, markdown_text = "late" }))["ok"]!);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("message_not_in_streaming_state", (string?)(await stage.CallAsync("chat.appendStream", new { channel, ts, markdown_text = "x" }))["error"]);
        Assert.Equal("message_not_in_streaming_state", (string?)(await stage.CallAsync("chat.stopStream", new { channel, ts }))["error"]);
        Assert.Equal("late", stage.Server.Replies(root).Single().Shown);
    }

    [Fact]
    public async Task Status_EndsWithAMessageOrAfterTwoMinutes()
    {
        await using var stage = await SlackStage.StartAsync(time);
        var root = stage.Server.Say(stage.General, stage.Ada, "root");
        Task SetAsync() => stage.CallAsync("assistant.threads.setStatus", new { channel_id = stage.General.Id, thread_ts = root.Ts, status = "is thinking" });
        await SetAsync();
        Assert.Equal("is thinking", stage.Server.Status(root));
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("", stage.Server.Status(root));
        await SetAsync();
        await stage.CallAsync("chat.postMessage", new { channel = stage.General.Id, thread_ts = root.Ts, text = "done" });
        Assert.Equal("", stage.Server.Status(root));
    }

    [Fact]
    public async Task Limits_PerConversationAndPerMethod_HoldUntilRetryAfter()
    {
        await using var stage = await SlackStage.StartAsync(time);
        stage.App.Limits.IsOn = true;
        Task<JsonObject> Post(WorkspaceChannel channel) => stage.CallAsync("chat.postMessage", new { channel = channel.Id, text = "a" });
        for (var count = 0; count < 3; count++)
            Assert.Null((await Post(stage.Im))["error"]);
        Assert.Equal("ratelimited", (string?)(await Post(stage.Im))["error"]);
        Assert.Equal("ratelimited", (string?)(await Post(stage.General))["error"]);
        Assert.Equal(1, stage.App.Limits.Ignored);
        Assert.Null((await stage.CallAsync("auth.test"))["error"]);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Null((await Post(stage.Im))["error"]);
        for (var count = 0; count < 20; count++)
            Assert.Null((await stage.FormAsync("conversations.list"))["error"]);
        var refused = await clients.CallAsync(stage.Server, SlackStage.Token, "conversations.list", []);
        Assert.Equal(("ratelimited", 60), ((string?)refused["error"], (int)refused["retryAfter"]!));
    }

    [Fact]
    public async Task Response_FiveTimesInThirtyMinutes()
    {
        await using var stage = await SlackStage.StartAsync(time);
        using var http = new HttpClient();
        var url = $"{stage.Server.BaseUrl}/response/{stage.Server.Command(stage.Im, stage.Ada, "/lurk").Key}";
        for (var count = 0; count < 5; count++)
            Assert.Equal(200, (int)(await http.PostAsJsonAsync(url, new { text = "a" })).StatusCode);
        Assert.Equal("used_url", (string?)(await (await http.PostAsJsonAsync(url, new { text = "a" })).Content.ReadFromJsonAsync<JsonObject>())!["error"]);
        var late = $"{stage.Server.BaseUrl}/response/{stage.Server.Command(stage.Im, stage.Ada, "/lurk").Key}";
        time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(404, (int)(await http.PostAsJsonAsync(late, new { text = "a" })).StatusCode);
        Assert.Equal(5, stage.Server.Ephemerals.Count);
    }

    [Fact]
    public async Task Upload_OfAnotherLength_IsRefused()
    {
        await using var stage = await SlackStage.StartAsync();
        using var http = new HttpClient();
        var reserved = await stage.FormAsync("files.getUploadURLExternal", ("filename", "a.txt"), ("length", "3"));
        Task<HttpResponseMessage> Send(string text) => http.PostAsync((string)reserved["upload_url"]!, new StringContent(text));
        Assert.Equal(400, (int)(await Send("four")).StatusCode);
        Assert.Equal("file_not_found", (string?)(await stage.CallAsync("files.completeUploadExternal", new { files = new[] { new { id = (string?)reserved["file_id"] } } }))["error"]);
        Assert.Equal(200, (int)(await Send("one")).StatusCode);
        Assert.Equal(400, (int)(await Send("two")).StatusCode);
    }

    [Theory]
    [InlineData(nameof(FaultKind.DropBefore), "broken", 0)]
    [InlineData(nameof(FaultKind.DropAfter), "broken", 1)]
    [InlineData(nameof(FaultKind.Refuse), "error", 0)]
    [InlineData(nameof(FaultKind.Html), "status", 0)]
    [InlineData(nameof(FaultKind.HtmlAfter), "status", 1)]
    [InlineData(nameof(FaultKind.Truncate), "error", 1)]
    public async Task Fault_HitsOneRequest_WithOrWithoutEffect(string kind, string field, int messages)
    {
        await using var stage = await SlackStage.StartAsync();
        var fault = stage.Server.Fail("chat.postMessage", Enum.Parse<FaultKind>(kind), refusal: new SlackException("internal_error"));
        var arguments = new JsonObject { ["channel"] = stage.Im.Id, ["text"] = "a" };
        var answer = await clients.CallAsync(stage.Server, SlackStage.Token, "chat.postMessage", arguments);
        Assert.True(answer.ContainsKey(field), answer.ToJsonString());
        Assert.True(fault.Hit.Task.IsCompleted);
        Assert.Equal(messages, stage.Server.Answers(stage.Im).Count);
        Assert.NotNull((await clients.CallAsync(stage.Server, SlackStage.Token, "chat.postMessage", arguments))["result"]);
    }

    [Fact]
    public async Task Fault_Held_AnswersWhenReleased()
    {
        await using var stage = await SlackStage.StartAsync();
        var fault = stage.Server.Fail("chat.postMessage", FaultKind.Hold);
        var posting = stage.CallAsync("chat.postMessage", new { channel = stage.Im.Id, text = "a" });
        await fault.Hit.Task;
        Assert.Single(stage.Server.Answers(stage.Im));
        Assert.False(posting.IsCompleted);
        fault.Released.SetResult();
        Assert.Null((await posting)["error"]);
    }
}
