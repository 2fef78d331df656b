using System.Text.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>The server against client libraries that know the real one.</summary>
public sealed class BotApiServerTests(BotApiServerTests.Clients clients) : IClassFixture<BotApiServerTests.Clients>
{
    public static TheoryData<string, string> Refusals =>
        [.. BotApiRefusals.All.Keys.SelectMany(name => (TheoryDataRow<string, string>[])[(name, "grammy"), (name, "node-telegram-bot-api")])];

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Call_ThatTheRealServerRefuses_IsRefusedInItsWords(string name, string library)
    {
        var refusal = BotApiRefusals.All[name];
        await using var stage = await BotApiStage.StartAsync();
        var answer = await clients[library].CallAsync(stage.Server, refusal.Token, refusal.Method, ToJson(refusal.Parameters(stage)));
        var expected = new JsonObject
        {
            ["error_code"] = refusal.Code,
            ["description"] = refusal.Description,
            ["parameters"] = refusal.Extra is null ? new JsonObject() : ToJson(refusal.Extra),
        };
        Assert.Equal(expected.ToJsonString(), answer.ToJsonString());
        Assert.Equal(refusal.IsProblem, stage.Server.Problems.Count > 0);
        stage.Server.Problems.Clear();
    }

    [Theory]
    [InlineData("grammy")]
    [InlineData("node-telegram-bot-api")]
    public async Task Poll_EveryKindOfUpdate_ComesInOrderAndIsConfirmed(string library)
    {
        await using var stage = await BotApiStage.StartAsync();
        var (server, ada) = (stage.Server, stage.Ada);
        stage.Bot.CanReadAllGroupMessages = true;
        var before = await stage.PollAsync();
        await stage.PollAsync((long)before[^1]!["update_id"]! + 1);

        var said = server.SendText(stage.Private, ada, "/start a1");
        server.EditText(said, "/start a2");
        server.EditInvisibly(said);
        server.SendAlbum(stage.Private, ada, "photo", [server.AddFile("a.jpg", "image/jpeg", [1]), server.AddFile("b.jpg", "image/jpeg", [2])], "both");
        foreach (var kind in (string[])["document", "voice", "audio", "video", "video_note", "sticker"])
            server.SendFile(stage.Private, ada, kind, server.AddFile("file", "application/octet-stream", [3]));
        server.SendLocation(stage.Private, ada, 52.5, 13.4);
        server.SendContact(stage.Private, ada, "+49301", "Bob");
        server.Forward(stage.Private, ada, stage.Bob, ["one", "two"], "see");
        server.React(ada, said, "👍");
        server.Press(ada, server.Send(stage.Private, stage.Bot.User, new JsonObject { ["text"] = "pick" }), "a", isInaccessible: true);
        server.SendText(stage.Forum, ada, "in a topic", topic: stage.Topic);
        server.SendAnonymously(stage.Supergroup, "as the group");
        server.Publish(stage.Channel, "news");
        server.SendGuest(stage.Supergroup, ada, "guest");
        server.SendEphemeral(stage.Supergroup, ada, "/secret");
        server.Block(stage.Private);
        server.Block(stage.Private, isBlocked: false);
        server.Migrate(stage.Group, -1_001_000_000_010, ada, newFirst: true);
        var business = server.AddBusinessChat("conn", stage.Bob, ada);
        server.Delete(server.SendText(business, ada, "to the business"));
        string[] expected =
        [
            "message", "edited_message", "edited_message", "message", "message", "message", "message", "message", "message", "message", "message", "message", "message",
            "message", "message", "message", "message_reaction", "callback_query", "message", "message", "channel_post", "guest_message", "message",
            "my_chat_member", "my_chat_member", "message", "message", "business_connection", "business_message", "deleted_business_messages",
        ];

        var listening = await clients[library].ListenAsync(server, BotApiStage.Token, expected.Length, BotApiStage.AllKinds);
        var updates = new List<JsonObject>();
        for (var line = await clients[library].ReadAsync(listening); line["stopped"] is null; line = await clients[library].ReadAsync(listening))
            updates.Add(line["update"]?.AsObject() ?? throw new InvalidOperationException(line.ToJsonString()));
        Assert.Equal(expected, updates.Select(update => update.Last().Key));
        var ids = updates.ConvertAll(update => (long)update["update_id"]!);
        Assert.Equal(Enumerable.Range(0, expected.Length).Select(at => ids[0] + at), ids);
    }

    [Theory]
    [InlineData("grammy")]
    [InlineData("node-telegram-bot-api")]
    public async Task Send_AllThatABotSends_IsSeenByThePerson(string library)
    {
        await using var stage = await BotApiStage.StartAsync();
        var (server, chat) = (stage.Server, stage.Private);
        async Task<JsonNode> Call(string method, object parameters)
        {
            var answer = await clients[library].CallAsync(server, BotApiStage.Token, method, ToJson(parameters));
            return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer.ToJsonString()}");
        }

        Assert.Equal("lurk_bot", (string?)(await Call("getMe", new { }))["username"]);
        await Call("sendChatAction", new { chat_id = 42, action = "typing" });
        Assert.Equal("typing", server.Action(chat)!.Action);
        await Call("sendMessageDraft", new { chat_id = 42, draft_id = 7, text = "Thin", can_stop = true });
        Assert.True(server.PressStop(chat));
        await Call("sendMessageDraft", new { chat_id = 42, draft_id = 7, text = "Think" });
        Assert.Equal("Think", server.Draft(chat)!.Text);
        var sent = await Call("sendMessage", new
        {
            chat_id = 42,
            text = "See https://a.example and /new",
            reply_markup = new { inline_keyboard = new[] { new[] { new { text = "Yes", callback_data = "y" } } } },
        });
        Assert.Null(server.Draft(chat));
        Assert.Null(server.Action(chat));
        var message = Assert.Single(server.Answers(chat));
        Assert.Equal(["url", "bot_command"], message.Entities.Select(entity => (string?)entity!["type"]));
        Assert.Equal("y", (string?)message.Buttons.Single()["callback_data"]);
        var press = server.Press(stage.Ada, message, "y");
        await Call("answerCallbackQuery", new { callback_query_id = press.Id, text = "Done" });
        Assert.Equal("Done", press.Answer);
        await Call("editMessageText", new { chat_id = 42, message_id = (int)sent["message_id"]!, text = "Better" });
        Assert.Equal(("Better", "See https://a.example and /new", 0), (message.Text, message.EarlierTexts.Single(), message.Buttons.Count()));
        await Call("setMessageReaction", new { chat_id = 42, message_id = message.Id, reaction = new[] { new { type = "emoji", emoji = "👀" } } });
        Assert.Equal("👀", message.Reaction);
        await Call("deleteMessage", new { chat_id = 42, message_id = message.Id });
        Assert.Empty(server.Answers(chat));

        await Call("sendRichMessage", new { chat_id = 42, rich_message = new { markdown = "# Title" } });
        Assert.Equal("# Title", server.Answers(chat)[^1].Text);
        var topic = await Call("createForumTopic", new { chat_id = 42, name = "Plans" });
        await Call("sendMessage", new { chat_id = 42, text = "There", message_thread_id = (int)topic["message_thread_id"]!, reply_parameters = new { message_id = 999, allow_sending_without_reply = true } });
        Assert.Equal((int)topic["message_thread_id"]!, server.Answers(chat)[^1].ThreadId);
        await Call("setMyCommands", new { commands = new[] { new { command = "new", description = "Reset" } }, scope = new { type = "chat", chat_id = 42 } });
        Assert.Equal("new", (string?)(await Call("getMyCommands", new { scope = new { type = "chat", chat_id = 42 } }))[0]!["command"]);
        Assert.Equal("creator", (string?)(await Call("getChatMember", new { chat_id = -5001, user_id = 42 }))["status"]);
        Assert.Empty(server.Problems);
    }

    [Theory]
    [InlineData("grammy")]
    [InlineData("node-telegram-bot-api")]
    public async Task Files_GoUpAndDown(string library)
    {
        await using var stage = await BotApiStage.StartAsync();
        var (server, client) = (stage.Server, clients[library]);
        var picture = new Dictionary<string, object> { ["$file"] = "dot.png", ["base64"] = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==" };
        var text = new Dictionary<string, object> { ["$file"] = "note ü.txt", ["text"] = "naïve\n" };
        var photo = await client.CallAsync(server, BotApiStage.Token, "sendPhoto", ToJson(new { chat_id = 42, photo = picture, caption = "A dot" }));
        Assert.Equal(1, (int)photo["result"]!["photo"]![1]!["width"]!);
        var voice = await client.CallAsync(server, BotApiStage.Token, "sendVoice", ToJson(new { chat_id = 42, voice = new Dictionary<string, object> { ["$file"] = "v.ogg", ["text"] = "OggS…" }, duration = 2 }));
        Assert.Equal(2, (int)voice["result"]!["voice"]!["duration"]!);
        var album = await client.CallAsync(server, BotApiStage.Token, "sendMediaGroup", ToJson(new { chat_id = 42, media = new[] { new { type = "document", media = text }, new { type = "document", media = text } } }));
        Assert.Equal((string?)album["result"]![0]!["media_group_id"], (string?)album["result"]![1]!["media_group_id"]);

        var sent = server.SendFile(stage.Private, stage.Ada, "document", server.AddFile("note ü.txt", "text/plain", "naïve\n"u8.ToArray()), "Read this");
        var file = await client.CallAsync(server, BotApiStage.Token, "getFile", ToJson(new { file_id = (string)sent.Json["document"]!["file_id"]! }));
        var content = await client.DownloadAsync(server, BotApiStage.Token, (string)file["result"]!["file_path"]!);
        Assert.Equal((200, "naïve\n"), ((int)content["status"]!, (string?)content["text"]));
        Assert.Equal(404, (int)(await client.DownloadAsync(server, BotApiStage.Token, "documents/none"))["status"]!);
    }

    [Theory]
    [InlineData("grammy")]
    [InlineData("node-telegram-bot-api")]
    public async Task Poll_SecondPoller_OlderOneHearsTheConflict(string library)
    {
        await using var stage = await BotApiStage.StartAsync();
        await stage.PollAsync((long)(await stage.PollAsync())[^1]!["update_id"]! + 1);
        var listening = await clients[library].ListenAsync(stage.Server, BotApiStage.Token, 1);
        await stage.Server.UntilAsync(() => stage.Bot.Updates.IsPolled);
        var second = stage.CallAsync("getUpdates", new { timeout = 30 });
        Assert.Equal("Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", (string?)(await clients[library].ReadAsync(listening))["description"]);
        stage.Server.SendText(stage.Private, stage.Ada, "for the second");
        Assert.Single((await second)["result"]!.AsArray());
    }

    [Theory]
    [InlineData("grammy", FaultKind.DropBefore, 0)]
    [InlineData("grammy", FaultKind.DropAfter, 1)]
    [InlineData("grammy", FaultKind.Html, 0)]
    [InlineData("grammy", FaultKind.HtmlAfter, 1)]
    [InlineData("grammy", FaultKind.Truncate, 1)]
    [InlineData("node-telegram-bot-api", FaultKind.DropBefore, 0)]
    [InlineData("node-telegram-bot-api", FaultKind.DropAfter, 1)]
    [InlineData("node-telegram-bot-api", FaultKind.Html, 0)]
    [InlineData("node-telegram-bot-api", FaultKind.HtmlAfter, 1)]
    [InlineData("node-telegram-bot-api", FaultKind.Truncate, 1)]
    internal async Task Fault_Once_ThenTheServerIsWell(string library, FaultKind kind, int sent)
    {
        await using var stage = await BotApiStage.StartAsync();
        stage.Server.Fail(null, kind);
        var message = ToJson(new { chat_id = 42, text = "a" });
        Assert.NotNull((await clients[library].CallAsync(stage.Server, BotApiStage.Token, "sendMessage", message))["broken"]);
        Assert.Equal(sent, stage.Server.Answers(stage.Private).Count);
        Assert.NotNull((await clients[library].CallAsync(stage.Server, BotApiStage.Token, "sendMessage", message))["result"]);
    }

    [Theory]
    [InlineData("grammy")]
    [InlineData("node-telegram-bot-api")]
    public async Task Flood_ClientThatWaits_IsServedOnce(string library)
    {
        await using var stage = await BotApiStage.StartAsync();
        (stage.Bot.Flood.IsOn, stage.Bot.Flood.Burst) = (true, 1);
        foreach (var text in (string[])["one", "two"])
            Assert.NotNull((await clients[library].CallAsync(stage.Server, BotApiStage.Token, "sendMessage", ToJson(new { chat_id = 42, text }), retries: true))["result"]);
        Assert.Equal([200, 429, 200], stage.Server.Requests.Select(request => request.Status));
        Assert.Equal(["one", "two"], stage.Server.Answers(stage.Private).Select(message => message.Text));
        Assert.Equal(0, stage.Bot.Flood.Ignored);
    }

    [Fact]
    public async Task Offline_Client_CannotConnectUntilTheServerIsBack()
    {
        await using var stage = await BotApiStage.StartAsync();
        await stage.Server.GoOfflineAsync();
        var message = ToJson(new { chat_id = 42, text = "a" });
        Assert.NotNull((await clients["grammy"].CallAsync(stage.Server, BotApiStage.Token, "sendMessage", message))["broken"]);
        await stage.Server.ComeOnlineAsync();
        Assert.NotNull((await clients["grammy"].CallAsync(stage.Server, BotApiStage.Token, "sendMessage", message))["result"]);
    }

    private static JsonObject ToJson(object value) => JsonSerializer.SerializeToNode(value)!.AsObject();

    /// <summary>One process per library for all tests.</summary>
    public sealed class Clients : IAsyncDisposable
    {
        private readonly Dictionary<string, TelegramClient> libraries = new(StringComparer.Ordinal)
        {
            ["grammy"] = TelegramClient.Start("grammy"),
            ["node-telegram-bot-api"] = TelegramClient.Start("node-telegram-bot-api"),
        };

        internal TelegramClient this[string library] => libraries[library];

        public async ValueTask DisposeAsync()
        {
            foreach (var library in libraries.Values)
                await library.DisposeAsync();
        }
    }
}
