using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What bots hear of what people do, and how requests may come.</summary>
public sealed class BotApiWorldTests
{
    private long next;

    [Fact]
    public async Task Privacy_On_BotHearsOnlyWhatIsMeantForIt()
    {
        await using var stage = await BotApiStage.StartAsync();
        var (server, group) = (stage.Server, stage.Supergroup);
        var own = server.Send(group, stage.Bot.User, new JsonObject { ["text"] = "mine" });
        await Since(stage, () => { });
        server.SendText(group, stage.Ada, "talk");
        server.SendText(group, stage.Ada, "@lurk_bot hello");
        server.SendText(group, stage.Ada, "/new@other_bot");
        server.SendText(group, stage.Ada, "later /new");
        server.SendText(group, server.AddUser(77, "Robot", "robot_bot", isBot: true), "/new@lurk_bot");
        server.React(stage.Ada, own, "👍");
        Assert.Equal(["/new", "/new@Lurk_Bot x", "to you"], await Texts(stage, () =>
        {
            server.SendText(group, stage.Ada, "/new");
            server.SendText(group, stage.Ada, "/new@Lurk_Bot x");
            server.SendText(group, stage.Ada, "to you", replyTo: own);
        }));
        server.SetMember(group, stage.Bot.User, "administrator", stage.Ada);
        Assert.Equal(["my_chat_member", "message", "message_reaction"], await Kinds(stage, () =>
        {
            server.SendText(group, stage.Ada, "talk");
            server.React(stage.Ada, own, "👍");
        }));
    }

    [Fact]
    public async Task Threads_OnlyTopics_AreMarkedAsTopics()
    {
        await using var stage = await BotApiStage.StartAsync();
        var server = stage.Server;
        var first = server.SendText(stage.Supergroup, stage.Ada, "/first");
        var reply = server.SendText(stage.Supergroup, stage.Ada, "second", replyTo: first);
        var deeper = server.SendText(stage.Supergroup, stage.Ada, "third", replyTo: reply);
        Assert.Equal((first.Id, first.Id, null), (reply.ThreadId, deeper.ThreadId, (bool?)reply.Json["is_topic_message"]));

        var general = server.SendText(stage.Forum, stage.Ada, "general");
        var inTopic = server.SendText(stage.Forum, stage.Ada, "topic", topic: stage.Topic);
        Assert.Null(general.ThreadId);
        Assert.Equal((stage.Topic.Id, true, stage.Topic.Id), (inTopic.ThreadId, (bool?)inTopic.Json["is_topic_message"], inTopic.ReplyTo));
        Assert.NotNull(inTopic.Json["reply_to_message"]!["forum_topic_created"]);

        var own = server.AddTopic(stage.Private, stage.Ada, "New chat", isImplicit: true);
        Assert.Equal(own.Id, server.SendText(stage.Private, stage.Ada, "private topic", topic: own).ThreadId);
        Assert.True((bool)(await stage.CallAsync("editForumTopic", new { chat_id = 42, message_thread_id = own.Id, name = "Garden" }))["ok"]!);
        Assert.Equal("Garden", own.Name);
    }

    [Fact]
    public async Task Updates_FromAFaultyServer_ComeTwiceInAnyOrderAndAsAnything()
    {
        await using var stage = await BotApiStage.StartAsync();
        var (server, last) = (stage.Server, (long)(await stage.PollAsync())[^1]!["update_id"]!);
        server.HoldUpdates();
        server.SendText(stage.Private, stage.Ada, "one");
        server.SendText(stage.Private, stage.Ada, "two");
        server.ReleaseUpdates(held => held.Reverse());
        server.RepeatUpdates(1);
        server.InjectRaw("""{"update_id": 5, "hologram": {"x": null}}""");
        server.InjectRaw("\"nothing\"");
        var updates = await stage.PollAsync(last + 3);
        Assert.Equal(
            [$"{last + 2}", $"{last + 1}", $"{last + 2}", "5", "?"],
            updates.Select(update => update is JsonObject json ? json["update_id"]!.ToJsonString() : "?"));
    }

    [Fact]
    public async Task Poll_MoreThanFourMebibytes_IsCut()
    {
        await using var stage = await BotApiStage.StartAsync();
        var offset = (long)(await stage.PollAsync())[^1]!["update_id"]! + 1;
        for (var at = 0; at < 6; at++)
            stage.Server.Send(stage.Private, stage.Ada, new JsonObject { ["text"] = new string('a', 1 << 20) });
        Assert.Equal(3, (await stage.PollAsync(offset)).Count);
    }

    [Fact]
    public async Task AllowedUpdates_LeftOut_StayAsTheyWere()
    {
        await using var stage = await BotApiStage.StartAsync();
        await stage.PollAsync();
        await stage.CallAsync("getUpdates", new { allowed_updates = Array.Empty<string>(), offset = -1 });
        var said = stage.Server.SendText(stage.Private, stage.Ada, "a");
        stage.Server.React(stage.Ada, said, "👍");
        Assert.DoesNotContain((await stage.CallAsync("getUpdates", new { offset = 1 }))["result"]!.AsArray(), update => update!["message_reaction"] is not null);
        await stage.CallAsync("getUpdates", new { allowed_updates = new[] { "message_reaction" }, offset = 2 });
        await stage.CallAsync("getUpdates", new { offset = 3 });
        stage.Server.React(stage.Ada, said, "👎");
        stage.Server.SendText(stage.Private, stage.Ada, "not asked for");
        Assert.NotNull((await stage.CallAsync("getUpdates", new { offset = 4 }))["result"]!.AsArray()[^1]!["message_reaction"]);
    }

    [Fact]
    public async Task Business_SameIdAsAPrivateChat_IsAnotherChat()
    {
        await using var stage = await BotApiStage.StartAsync();
        var business = stage.Server.AddBusinessChat("conn", stage.Bob, stage.Ada);
        Assert.Equal(["business_message"], (await Kinds(stage, () => stage.Server.SendText(business, stage.Ada, "open today?"))).TakeLast(1));
        await stage.CallAsync("sendMessage", new { chat_id = 42, text = "yes", business_connection_id = "conn" });
        Assert.Equal(("yes", 0), (stage.Server.Answers(business).Single().Text, stage.Server.Answers(stage.Private).Count));
    }

    [Fact]
    public async Task Guest_IsAnsweredOnce()
    {
        await using var stage = await BotApiStage.StartAsync();
        var id = stage.Server.SendGuest(stage.Supergroup, stage.Bob, "@lurk_bot what is this?");
        var call = new { guest_query_id = id, result = new { type = "article", id = "1", title = "Answer", input_message_content = new { message_text = "A rook." } } };
        Assert.NotNull((await stage.CallAsync("answerGuestQuery", call))["result"]!["inline_message_id"]);
        Assert.Equal("A rook.", stage.Bot.GuestQueries[id]);
        Assert.Equal(400, (int)(await stage.CallAsync("answerGuestQuery", call))["error_code"]!);
    }

    [Fact]
    public async Task Migration_BothMessages_ThenTheNewIdWorks()
    {
        await using var stage = await BotApiStage.StartAsync();
        var said = await Since(stage, () => stage.Server.Migrate(stage.Group, -1_001_000_000_010, stage.Ada));
        Assert.Equal([-1_001_000_000_010, -5001L], said.TakeLast(2).Select(update => (long?)update["message"]!["migrate_to_chat_id"] ?? (long)update["message"]!["migrate_from_chat_id"]!));
        var moved = (long)(await stage.CallAsync("sendMessage", new { chat_id = -5001, text = "a" }))["parameters"]!["migrate_to_chat_id"]!;
        Assert.Equal(moved, (long)(await stage.CallAsync("sendMessage", new { chat_id = moved, text = "a" }))["result"]!["chat"]!["id"]!);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("form")]
    [InlineData("multipart")]
    [InlineData("json")]
    public async Task Call_InEveryEncoding_IsUnderstood(string encoding)
    {
        await using var stage = await BotApiStage.StartAsync();
        using var http = new HttpClient();
        var parameters = new Dictionary<string, string> { ["chat_id"] = "42", ["text"] = "naïve & <b>", ["disable_notification"] = "true", ["reply_parameters"] = """{"message_id":9,"allow_sending_without_reply":true}""" };
        using HttpContent? content = encoding switch
        {
            "query" => null,
            "form" => new FormUrlEncodedContent(parameters),
            "multipart" => Multipart(parameters),
            _ => new StringContent("""{"chat_id":42,"text":"naïve & <b>","disable_notification":true,"reply_parameters":{"message_id":9,"allow_sending_without_reply":true}}""", Encoding.UTF8, "application/json"),
        };
        var address = $"{stage.Server.BaseUrl}/bot{BotApiStage.Token}/sendmessage";
        using var answer = content is null
            ? await http.GetAsync(address + "?" + await new FormUrlEncodedContent(parameters).ReadAsStringAsync())
            : await http.PostAsync(address, content);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("naïve & <b>", stage.Server.Answers(stage.Private).Single().Text);
    }

    [Theory]
    [InlineData("""{"chat_id":42,"text":"\ud83d"}""", "Bad Request: strings must be encoded in UTF-8")]
    [InlineData("""{"chat_id":42,"text":"a","entities":[{"type":"\udc00","offset":0,"length":1}]}""", "Bad Request: strings must be encoded in UTF-8")]
    [InlineData("""{"chat_id":42""", "Bad Request: can't parse request JSON object")]
    [InlineData("""[1]""", "Bad Request: object expected")]
    public async Task Call_BrokenJson_IsRefused(string body, string description)
    {
        await using var stage = await BotApiStage.StartAsync();
        using var http = new HttpClient();
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await http.PostAsync($"{stage.Server.BaseUrl}/bot{BotApiStage.Token}/sendMessage", content);
        Assert.Equal(description, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["description"]);
    }

    [Fact]
    public async Task Problem_OfACall_FailsTheTestAtItsEnd()
    {
        var stage = await BotApiStage.StartAsync();
        await stage.CallAsync("sendMessage", new { chat_id = 42, text = "a", parsemode = "HTML" });
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(async () => await stage.DisposeAsync());
    }

    [Fact]
    public async Task HeldAnswer_MessageIsThere_AnswerComesWhenReleased()
    {
        await using var stage = await BotApiStage.StartAsync();
        var fault = stage.Server.Fail("sendMessage", FaultKind.Hold);
        var call = stage.CallAsync("sendMessage", new { chat_id = 42, text = "a" });
        await fault.Hit.Task;
        Assert.Single(stage.Server.Answers(stage.Private));
        Assert.False(call.IsCompleted);
        fault.Released.SetResult();
        Assert.True((bool)(await call)["ok"]!);
    }

    private static MultipartFormDataContent Multipart(Dictionary<string, string> parameters)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in parameters)
            form.Add(new StringContent(value), name);
        return form;
    }

    /// <summary>The kinds of the updates that come since the last call.</summary>
    private async Task<IEnumerable<string>> Kinds(BotApiStage stage, Action act) => (await Since(stage, act)).Select(update => update.Last().Key);

    private async Task<IEnumerable<string?>> Texts(BotApiStage stage, Action act) => (await Since(stage, act)).Select(update => (string?)update["message"]?["text"]);

    private async Task<List<JsonObject>> Since(BotApiStage stage, Action act)
    {
        act();
        var updates = (await stage.PollAsync(next)).Select(update => update!.AsObject()).ToList();
        next = (long)updates[^1]["update_id"]! + 1;
        return updates;
    }
}
