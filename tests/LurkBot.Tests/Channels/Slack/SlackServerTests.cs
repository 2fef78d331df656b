using System.Text.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>The server against Slack's own client libraries.</summary>
public sealed class SlackServerTests(SlackClients clients) : IClassFixture<SlackClients>
{
    public static TheoryData<string> Refusals => [.. SlackRefusals.All.Keys];

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Call_ThatTheRealServerRefuses_IsRefusedByItsName(string name)
    {
        var refusal = SlackRefusals.All[name];
        await using var stage = await SlackStage.StartAsync();
        var arguments = JsonSerializer.SerializeToNode(refusal.Arguments(stage))!.AsObject();
        var answer = await clients.CallAsync(stage.Server, refusal.Token, refusal.Method, arguments);
        Assert.Equal(refusal.Error, (string?)answer["error"]);
        foreach (var (field, value) in refusal.Extra is null ? [] : JsonSerializer.SerializeToNode(refusal.Extra)!.AsObject())
            Assert.Equal(value!.ToJsonString(), (answer["extra"]?[field] ?? answer[field])?.ToJsonString());
        Assert.Equal(refusal.IsProblem, stage.Server.Problems.Count > 0);
        stage.Server.ClearProblems();
    }

    [Fact]
    public async Task Listen_EveryKindOfEvent_ComesOnceAndIsAcknowledged()
    {
        await using var stage = await SlackStage.StartAsync();
        var (server, ada, general) = (stage.Server, stage.Ada, stage.General);
        string[] expected =
        [
            "message", "message/message_changed", "message/message_changed", "message", "app_mention", "message", "message/thread_broadcast", "message/bot_message", "message/file_share", "message",
            "message", "message", "message/channel_join", "member_joined_channel", "reaction_added", "reaction_removed", "message/message_deleted", "assistant_thread_started", "app_home_opened", "channel_rename",
            "/lurk", "block_actions", "message", "agent_session_stopped",
        ];
        var listening = await clients.ListenAsync(server, SlackStage.AppToken, expected.Length + 1);
        Assert.Equal("connected", (string?)(await clients.ReadAsync(listening, "state"))["state"]);

        var said = server.Say(general, ada, "hello <b> & @bob");
        Assert.Equal($"hello &lt;b&gt; &amp; <@{stage.Bob.Id}>", said.Text);
        server.Edit(said, "hello again");
        server.EditInvisibly(said);
        server.Say(general, ada, "@lurkbot look");
        var reply = server.Say(general, ada, "in a thread", said);
        server.Say(general, ada, "for all", reply, isBroadcast: true);
        server.SayAsBot(general, "hook", "build done");
        server.Upload(stage.Im, ada, "see", null, server.AddFile("a.txt", "text/plain", [1]));
        server.Say(stage.Im, ada, "direct");
        server.Say(stage.Mpim, ada, "few");
        server.Say(stage.Secret, ada, "private");
        server.Join(general, stage.Bob);
        server.React(said, ada, "eyes");
        server.React(said, ada, "eyes", isAdded: false);
        server.Delete(reply);
        server.OpenAssistant(ada, general);
        server.OpenHome(ada);
        server.Rename(general, "lobby");
        server.Command(general, ada, "/lurk", "now");
        await stage.CallAsync("chat.postMessage", new { channel = general.Id, text = "Press", blocks = Blocks() });
        var press = server.Press(ada, server.Answers(general).Single(), "go");
        var started = await stage.CallAsync("chat.startStream", new { channel = stage.Im.Id, thread_ts = server.Messages(stage.Im)[0].Ts });
        Assert.True(server.PressStop(ada, server.Messages(stage.Im).Single(message => message.Ts == (string?)started["ts"])));

        var heard = new List<string>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        while (heard.Count < expected.Length + 1)
        {
            var delivery = await clients.ReadAsync(listening, "body");
            var (body, item) = (delivery["body"]!, delivery["body"]!["event"]);
            Assert.True(ids.Add((string?)body["event_id"] ?? (string)delivery["envelope_id"]!));
            if (item is not null)
                Assert.Equal((0, "", stage.App.Id), ((int)delivery["retry_num"]!, (string?)delivery["retry_reason"], (string?)body["api_app_id"]));
            heard.Add(item is null ? (string?)body["command"] ?? (string)body["type"]! : item["subtype"] is { } subtype ? $"{item["type"]}/{subtype}" : (string)item["type"]!);
        }

        // The app hears its own message too.
        Assert.Equal(expected[..21].Append("message").Concat(expected[21..]), heard);
        await clients.ReadAsync(listening, "stopped");
        Assert.True(await press.Acknowledged.Task);
        // The program ends with the last event, perhaps before its acknowledgement has left.
        Assert.All(server.Sockets.Envelopes.SkipLast(1), envelope => Assert.True(envelope.IsAcknowledged && envelope.Ids.Count == 1));
    }

    [Fact]
    public async Task Bolt_AnswersEditsUploadsStreamsPressesAndRuns()
    {
        await using var stage = await SlackStage.StartAsync();
        var (server, ada, general, im) = (stage.Server, stage.Ada, stage.General, stage.Im);
        var app = await clients.SendAsync(server, new JsonObject { ["token"] = SlackStage.Token, ["appToken"] = SlackStage.AppToken, ["bolt"] = true });
        await clients.ReadAsync(app, "started");

        var asked = server.Say(general, ada, "@lurkbot what?");
        await server.UntilAsync(() => asked.Reactions.Contains(("eyes", stage.App.User.Id)));
        var reply = Assert.Single(server.Replies(asked));
        Assert.Equal(($"You said: {asked.Text}", "thinking"), (reply.Text, Assert.Single(reply.EarlierTexts)));

        var file = server.Say(im, ada, "a file please");
        await server.UntilAsync(() => server.Replies(file).Count == 1);
        Assert.Equal("Here it is", server.Replies(file)[0].Text);
        Assert.Equal("the answer"u8.ToArray(), server.Files.Single().Content);

        var stream = server.Say(general, ada, "a stream please");
        await server.UntilAsync(() => server.Replies(stream) is [{ Stream.IsStopped: true }]);
        Assert.Equal("**one** two", server.Replies(stream)[0].Markdown);

        server.Say(im, ada, "a button please");
        await server.UntilAsync(() => server.Answers(im).Any(message => message.Buttons.Any()));
        var buttons = server.Answers(im)[^1];
        Assert.True(await server.Press(ada, buttons, "go").Acknowledged.Task);
        await server.UntilAsync(() => buttons.Text == "Pressed 7");
        Assert.Empty(buttons.Blocks);

        Assert.True(await server.Command(general, ada, "/lurk", "fast").Acknowledged.Task);
        await server.UntilAsync(() => server.Answers(general).Any(message => message.Text == "Done"));
        Assert.Equal("Running fast", server.Ephemerals.Single().Text);

        var thread = server.OpenAssistant(ada);
        await server.UntilAsync(() => server.Replies(thread).Count == 1);
        Assert.Equal(("New", "Hi", "", "# Hello"), (server.Thread(thread).Title, (string?)server.Thread(thread).Prompts[0]!["title"], server.Status(thread), server.Replies(thread)[0].Shown));
        Assert.Equal("is reading", server.Thread(thread).Statuses[0].Text);
        server.OpenHome(ada);
        await server.UntilAsync(() => server.Home(ada) is not null);
        Assert.Empty(server.Broadcasts());
    }

    [Fact]
    public async Task Web_UploadsDownloadsAndStreams()
    {
        await using var stage = await SlackStage.StartAsync();
        var (server, general) = (stage.Server, stage.General);
        var root = server.Say(general, stage.Ada, "root");
        server.HoldsShares = true;
        var uploaded = await clients.RunAsync(server, new JsonObject
        {
            ["token"] = SlackStage.Token,
            ["upload"] = new JsonObject { ["channel_id"] = general.Id, ["thread_ts"] = root.Ts, ["filename"] = "a.txt", ["title"] = "A", ["text"] = "bytes" },
        });
        var id = (string)uploaded["result"]!["files"]![0]!["files"]![0]!["id"]!;
        Assert.Empty(server.Replies(root));
        server.ReleaseShares();
        var shared = Assert.Single(server.Replies(root));
        var info = (await clients.CallAsync(server, SlackStage.Token, "files.info", new JsonObject { ["file"] = id }))["result"]!["file"]!;
        Assert.Equal(shared.Ts, (string?)info["shares"]!["public"]![general.Id]![0]!["ts"]);

        Task<JsonObject> Fetch(string? token) => clients.RunAsync(server, new JsonObject { ["token"] = token, ["fetch"] = (string)info["url_private_download"]! });
        Assert.Equal("bytes", (string?)(await Fetch(SlackStage.Token))["text"]);
        Assert.StartsWith("text/html", (string?)(await Fetch(null))["type"], StringComparison.Ordinal);
        stage.App.Scopes.Remove("files:read");
        Assert.StartsWith("text/html", (string?)(await Fetch(SlackStage.Token))["type"], StringComparison.Ordinal);

        var streamed = await clients.RunAsync(server, new JsonObject
        {
            ["token"] = SlackStage.Token,
            ["stream"] = new JsonObject { ["channel"] = general.Id, ["thread_ts"] = root.Ts, ["recipient_user_id"] = stage.Ada.Id, ["recipient_team_id"] = server.Team },
            ["parts"] = new JsonArray("a", "b", "c"),
        });
        Assert.Equal("abc", (string?)streamed["result"]!["message"]!["text"]);
        Assert.Equal(["a", "b", "c"], server.Replies(root)[^1].Stream!.Parts);
    }

    [Fact]
    public async Task Web_AllOtherMethods_AnswerAsDocumented()
    {
        await using var stage = await SlackStage.StartAsync();
        var (server, ada, general, im) = (stage.Server, stage.Ada, stage.General, stage.Im);
        async Task<JsonNode> Call(string method, object? arguments = null)
        {
            var answer = await clients.CallAsync(server, SlackStage.Token, method, JsonSerializer.SerializeToNode(arguments ?? new { })!.AsObject());
            return answer["result"] ?? throw new InvalidOperationException($"{method}: {answer.ToJsonString()}");
        }

        var self = await Call("auth.test");
        Assert.Equal((server.Team, stage.App.User.Id, stage.App.BotId), ((string?)self["team_id"], (string?)self["user_id"], (string?)self["bot_id"]));
        Assert.Contains("chat:write", self["response_metadata"]!["scopes"]!.AsArray().Select(scope => (string?)scope));
        Assert.Equal(stage.App.Id, (string?)(await Call("bots.info", new { bot = stage.App.BotId }))["bot"]!["app_id"]);
        Assert.Equal("Ada Lovelace", (string?)(await Call("users.info", new { user = ada.Id }))["user"]!["real_name"]);
        Assert.Equal(["general", "outside"], Names(await Call("conversations.list")));
        Assert.Equal(["general", "secret"], Names(await Call("users.conversations", new { types = "public_channel,private_channel" })));
        Assert.Equal((ada.Id, true), ((string?)(await Call("conversations.info", new { channel = im.Id }))["channel"]!["user"], (bool)(await Call("conversations.info", new { channel = im.Id }))["channel"]!["is_im"]!));
        Assert.Equal(3, (int)(await Call("conversations.info", new { channel = general.Id, include_num_members = true }))["channel"]!["num_members"]!);
        Assert.Equal(3, (await Call("conversations.members", new { channel = general.Id }))["members"]!.AsArray().Count);
        Assert.Equal(im.Id, (string?)(await Call("conversations.open", new { users = ada.Id }))["channel"]!["id"]);
        Assert.Equal(stage.Mpim.Id, (string?)(await Call("conversations.open", new { users = $"{ada.Id},{stage.Bob.Id}" }))["channel"]!["id"]);
        await Call("conversations.join", new { channel = stage.Outside.Id });
        Assert.True(stage.Outside.Has(stage.App.User));

        var root = server.Say(general, ada, "root");
        await Call("chat.postEphemeral", new { channel = general.Id, user = ada.Id, text = "only you" });
        Assert.Equal(("only you", ada.Id), (server.Ephemerals.Single().Text, server.Ephemerals.Single().User));
        var ts = (string?)(await Call("chat.postMessage", new { channel = general.Id, thread_ts = root.Ts, reply_broadcast = true, text = "to all", unfurl_links = false, unfurl_media = false }))["ts"];
        Assert.Equal(("thread_broadcast", true), (server.Replies(root).Single().Subtype, server.Replies(root).Single().IsTopLevel));
        Assert.Contains(general.Id, (string)(await Call("chat.getPermalink", new { channel = general.Id, message_ts = ts }))["permalink"]!, StringComparison.Ordinal);
        await Call("reactions.add", new { channel = general.Id, timestamp = root.Ts, name = "eyes" });
        Assert.Equal("eyes", (string?)(await Call("reactions.get", new { channel = general.Id, timestamp = root.Ts }))["message"]!["reactions"]![0]!["name"]);
        await Call("reactions.remove", new { channel = general.Id, timestamp = root.Ts, name = "eyes" });
        Assert.Empty(root.Reactions);
        await Call("chat.delete", new { channel = general.Id, ts });
        Assert.Empty(server.Replies(root));
        await Call("agents.sessions.setStatus", new { channel_id = general.Id, thread_ts = root.Ts, status = "processing" });
        await Call("agents.sessions.rename", new { channel_id = general.Id, thread_ts = root.Ts, title = "Chess" });
        Assert.Equal(("processing", "Chess"), (server.Thread(root).SessionStatuses.Single(), server.Thread(root).Title));
        object View(string? hash) => new { user_id = ada.Id, view = new { type = "home", blocks = Array.Empty<object>() }, hash };
        await Call("views.publish", View(null));
        Assert.Equal("hash_conflict", (string?)(await clients.CallAsync(server, SlackStage.Token, "views.publish", JsonSerializer.SerializeToNode(View("old"))!.AsObject()))["error"]);

        var stub = server.AddFile("far.png", "image/png", [1], isStub: true);
        Assert.Equal("check_file_info", (string?)server.Upload(im, ada, "", null, stub).Files[0]!["file_access"]);
        Assert.Equal("visible", (string?)(await Call("files.info", new { file = stub.Id }))["file"]!["file_access"]);
    }

    private static IEnumerable<string?> Names(JsonNode list) => list["channels"]!.AsArray().Select(channel => (string?)channel!["name"]);

    private static object[] Blocks() => [new { type = "actions", elements = new[] { new { type = "button", action_id = "go", text = new { type = "plain_text", text = "Go" }, value = "1" } } }];
}
