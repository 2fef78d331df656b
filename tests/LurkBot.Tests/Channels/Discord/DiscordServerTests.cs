using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>The server against discord.js and @discordjs/ws, which know the real one.</summary>
public sealed class DiscordServerTests(DiscordLibraries libraries) : IClassFixture<DiscordLibraries>
{
    [Fact]
    public async Task Bot_DoesAllThatABotDoes_PeopleSeeIt()
    {
        await using var stage = await DiscordStage.StartAsync();
        var (server, ada, general) = (stage.Server, stage.Ada, stage.General);
        server.IgnoresUnknownFields = true;
        var bot = await libraries.ConnectAsync(server, DiscordStage.Token, "discord.js", DiscordStage.Intents);
        await libraries.ReadEventAsync(bot, "GUILD_CREATE");
        async Task<DiscordPost> Answer(string order, int count = 1)
        {
            var before = server.Answers(general).Count;
            server.Say(general, ada, order);
            await server.UntilAsync(() => server.Answers(general).Count == before + count, 20);
            return server.Answers(general)[^1];
        }

        var reply = await Answer("hello");
        Assert.Equal(("hi", "hello", 19), (reply.Content, reply.ReplyTo!.Content, reply.Type));
        Assert.Empty(reply.Pinged);
        server.Say(general, ada, "typing");
        await server.UntilAsync(() => server.IsTyping(general));

        var pick = await Answer("buttons");
        Assert.False(server.IsTyping(general));
        server.Press(pick, ada, "yes");
        await server.UntilAsync(() => server.Answers(general)[^1].EphemeralFor == ada);
        Assert.Equal(("pressed yes", 0), (pick.Content, pick.Buttons.Count()));

        var edited = await Answer("edit");
        await server.UntilAsync(() => edited.Content == "second");
        Assert.Equal("first", edited.EarlierContents.Single());
        var note = Assert.Single((await Answer("file")).Files);
        Assert.Equal(("naïve\n", "a note"), (System.Text.Encoding.UTF8.GetString(note.Content), note.Description));
        server.Say(general, ada, "read", files: ("a.txt", "text/plain", "from Ada"u8.ToArray()));
        await server.UntilAsync(() => server.Answers(general)[^1].Content == "read: from Ada");
        Assert.Equal("same", (await Answer("nonce", count: 2)).Content);
        Assert.Equal("same, once", (await Answer("history")).Content);
        server.Say(general, ada, "thread");
        await server.UntilAsync(() => server.Threads(general).Count == 1 && server.Answers(server.Threads(general)[0]).Count == 1);
        Assert.Equal("in the thread", server.Answers(server.Threads(general)[0])[0].Content);
        var order = server.Say(general, ada, "react");
        await server.UntilAsync(() => order.Reactions.ContainsKey("👀"));
        server.Say(general, ada, "delete");
        await server.UntilAsync(() => general.Posts[^1] is { Content: "gone", IsDeleted: true });
        server.Say(general, ada, "direct");
        await server.UntilAsync(() => server.Answers(stage.Direct).Count == 1);
        server.Say(stage.Direct, ada, "hello");
        await server.UntilAsync(() => server.Answers(stage.Direct).Count == 2);

        Assert.Equal("set", (await Answer("commands")).Content);
        var used = server.Use(general, ada, "ask", options: ("q", "why"));
        await server.UntilAsync(() => server.Answers(general)[^1].Content == "more");
        Assert.Equal(("You asked why", 20, false), (used.Original!.Content, used.Original.Type, used.IsThinking));
        await libraries.StopAsync(server, bot);
    }

    [Theory]
    [InlineData("wrong", DiscordStage.Intents, 4004)]
    [InlineData(DiscordStage.Token, 1 << 1, 4014)]
    [InlineData(DiscordStage.Token, 1 << 26, 4013)]
    public async Task Connect_Refused_LibraryHearsWhy(string token, int intents, int code)
    {
        await using var stage = await DiscordStage.StartAsync();
        // The wrong token gets as far as the gateway.
        var started = stage.Server.AddBot("known", "Known");
        started.Token = token == "wrong" ? token : started.Token;
        if (token == "wrong")
        {
            var held = stage.Server.Fail("GET /gateway/bot", FaultKind.Hold);
            _ = held.Hit.Task.ContinueWith(
                _ =>
                {
                    started.IsTokenReset = true;
                    held.Released.TrySetResult();
                },
                TaskScheduler.Default);
        }

        var connection = await libraries.ConnectAsync(stage.Server, token, "ws", intents);
        await libraries.ReadAsync(connection);
        await stage.Server.UntilAsync(() => stage.Server.Gateway.Connections.Any(one => one.ClosedByServer == code));
        Assert.Empty(stage.Server.Gateway.Online);
    }

    [Theory]
    [InlineData("discord.js", "drop")]
    [InlineData("discord.js", "reconnect")]
    [InlineData("discord.js", "resumable")]
    [InlineData("discord.js", "close 4000")]
    [InlineData("ws", "drop")]
    [InlineData("ws", "reconnect")]
    [InlineData("ws", "resumable")]
    [InlineData("ws", "close 4000")]
    public async Task Connection_Lost_LibraryResumesAndMissesNothing(string library, string how)
    {
        await using var stage = await DiscordStage.StartAsync();
        var (server, gateway) = (stage.Server, stage.Server.Gateway);
        var bot = await libraries.ConnectAsync(server, DiscordStage.Token, library, DiscordStage.Intents);
        await libraries.ReadEventAsync(bot, "GUILD_CREATE");
        await server.UntilAsync(() => gateway.Online.Count == 1);
        gateway.Hold();
        var before = gateway.Sessions[0].Sequence;
        var held = server.Say(stage.General, stage.Ada, "held back");
        switch (how)
        {
            case "drop":
                gateway.Drop();
                break;
            case "reconnect":
                gateway.Reconnect();
                break;
            case "resumable":
                gateway.Invalidate(isResumable: true);
                break;
            case "close 4000":
                gateway.Close(4000);
                break;
        }

        gateway.Release(before, sends: false);
        var came = await libraries.ReadEventAsync(bot, "MESSAGE_CREATE");
        Assert.Equal((held.Id, before + 1), ((string?)came["d"]!["id"], (int)came["s"]!));
        await libraries.ReadEventAsync(bot, "RESUMED");
        Assert.Single(gateway.Sessions);
        await libraries.StopAsync(server, bot);
    }

    [Theory]
    [InlineData("discord.js")]
    [InlineData("ws")]
    public async Task Session_Lost_LibraryIdentifiesAnew(string library)
    {
        await using var stage = await DiscordStage.StartAsync();
        var (server, gateway) = (stage.Server, stage.Server.Gateway);
        var bot = await libraries.ConnectAsync(server, DiscordStage.Token, library, DiscordStage.Intents);
        await libraries.ReadEventAsync(bot, "GUILD_CREATE");
        gateway.LoseSessions();
        gateway.Drop();
        await libraries.ReadEventAsync(bot, "READY");
        await server.UntilAsync(() => gateway.Sessions.Count == 2);
        // A resume was tried first.
        Assert.Equal([2, 6, 2], gateway.Connections.SelectMany(connection => connection.Received).Select(payload => (int)payload["op"]!).Where(op => op is 2 or 6));
        await libraries.StopAsync(server, bot);
    }

    [Theory]
    [InlineData("discord.js")]
    [InlineData("ws")]
    public async Task Heartbeats_NotAnswered_LibraryComesAgain(string library)
    {
        await using var stage = await DiscordStage.StartAsync();
        var (server, gateway) = (stage.Server, stage.Server.Gateway);
        gateway.HeartbeatInterval = TimeSpan.FromMilliseconds(400);
        var bot = await libraries.ConnectAsync(server, DiscordStage.Token, library, DiscordStage.Intents);
        await libraries.ReadEventAsync(bot, "GUILD_CREATE");
        await server.UntilAsync(() => gateway.Connections[0].ReceivedOp(1).Count() > 1);
        gateway.AskHeartbeat();
        gateway.AnswersHeartbeats = false;
        await server.UntilAsync(() => gateway.Connections[0].ClosedByClient is not null || !gateway.Connections[0].IsOpen);
        gateway.AnswersHeartbeats = true;
        await libraries.ReadEventAsync(bot, "RESUMED");
        Assert.NotEqual(1000, gateway.Connections[0].ClosedByClient);
        await libraries.StopAsync(server, bot);
    }

    [Fact]
    public async Task Bucket_Empty_LibraryWaitsAndIsServedOnce()
    {
        await using var stage = await DiscordStage.StartAsync();
        stage.Server.Limits.IsOn = true;
        stage.Server.Limits.Set("POST /channels/{channel}/messages", 1, TimeSpan.FromMilliseconds(300));
        var route = $"POST /channels/{stage.General.Id}/messages";
        foreach (var content in (string[])["one", "two", "three"])
            Assert.NotNull((await libraries.CallAsync(stage.Server, DiscordStage.Token, route, new JsonObject { ["content"] = content }))["result"]);
        Assert.Equal(["one", "two", "three"], stage.Server.Answers(stage.General).Select(post => post.Content));
    }

    [Theory]
    [InlineData(FaultKind.DropBefore, 0)]
    [InlineData(FaultKind.DropAfter, 1)]
    [InlineData(FaultKind.Html, 0)]
    [InlineData(FaultKind.HtmlAfter, 1)]
    [InlineData(FaultKind.Truncate, 1)]
    internal async Task Fault_Once_ThenTheServerIsWell(FaultKind kind, int sent)
    {
        await using var stage = await DiscordStage.StartAsync();
        stage.Server.Fail("POST /channels/{channel}/messages", kind);
        var route = $"POST /channels/{stage.General.Id}/messages";
        Assert.NotNull((await libraries.CallAsync(stage.Server, DiscordStage.Token, route, new JsonObject { ["content"] = "a" }))["broken"]);
        Assert.Equal(sent, stage.Server.Answers(stage.General).Count);
        Assert.NotNull((await libraries.CallAsync(stage.Server, DiscordStage.Token, route, new JsonObject { ["content"] = "a" }))["result"]);
    }

    [Fact]
    public async Task Agent_ThatIsNoBot_GetsAPage()
    {
        await using var stage = await DiscordStage.StartAsync();
        using var rest = new DiscordRest(stage);
        Assert.Equal(200, (await rest.SendAsync("GET /users/@me")).Status);
        var (status, body) = await rest.SendAsync("GET /users/@me", agent: "curl/8");
        Assert.Equal(403, status);
        Assert.Contains("Cloudflare", (string?)body["text"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mentions_OnlyAllowedOnes_Notify()
    {
        await using var stage = await DiscordStage.StartAsync();
        var (server, ada, bob) = (stage.Server, stage.Ada, stage.Bob);
        var role = server.AddRole(stage.Guild, "chess", bob);
        var route = $"POST /channels/{stage.General.Id}/messages";
        async Task<IEnumerable<DiscordAccount>> Pinged(JsonNode? allowed, string? reply = null)
        {
            var body = new JsonObject { ["content"] = $"@everyone {ada.Mention} {role.Mention}" };
            if (allowed is not null)
                body["allowed_mentions"] = allowed;
            if (reply is not null)
                body["message_reference"] = new JsonObject { ["message_id"] = reply };
            Assert.NotNull((await libraries.CallAsync(server, DiscordStage.Token, route, body))["result"]);
            return server.Answers(stage.General)[^1].Pinged.Where(account => !account.IsBot).OrderBy(account => account.Name, StringComparer.Ordinal);
        }

        Assert.Equal([ada, bob], await Pinged(null));
        Assert.Empty(await Pinged(new JsonObject { ["parse"] = new JsonArray() }));
        Assert.Equal([ada], await Pinged(new JsonObject { ["parse"] = new JsonArray("users") }));
        Assert.Equal([bob], await Pinged(new JsonObject { ["parse"] = new JsonArray(), ["roles"] = new JsonArray(role.Id) }));
        var question = server.Say(stage.General, bob, "q");
        Assert.Equal([bob], await Pinged(new JsonObject { ["parse"] = new JsonArray(), ["replied_user"] = true }, question.Id));
        Assert.Empty(await Pinged(new JsonObject { ["parse"] = new JsonArray(), ["replied_user"] = false }, question.Id));
        server.Deny(stage.General, DiscordRight.MentionEveryone);
        Assert.Equal([ada], await Pinged(null));
    }

    [Fact]
    public async Task History_Pages_NewestFirst()
    {
        await using var stage = await DiscordStage.StartAsync();
        var posts = Enumerable.Range(0, 5).Select(at => stage.Server.Say(stage.General, stage.Ada, $"m{at}")).ToList();
        async Task<IEnumerable<string?>> Page(string query) =>
            (await libraries.CallAsync(stage.Server, DiscordStage.Token, $"GET /channels/{stage.General.Id}/messages?{query}"))["result"]!.AsArray().Select(post => (string?)post!["content"]);
        Assert.Equal(["m2", "m1"], await Page($"after={posts[0].Id}&limit=2"));
        Assert.Equal(["m3", "m2"], await Page($"before={posts[4].Id}&limit=2"));
        Assert.Equal(["m4", "m3", "m2", "m1", "m0"], await Page("limit=100"));
        var thread = stage.Server.OpenThread(stage.Ada, stage.General, "T");
        var active = (await libraries.CallAsync(stage.Server, DiscordStage.Token, $"GET /guilds/{stage.Guild.Id}/threads/active"))["result"]!;
        Assert.Equal(thread.Id, (string?)Assert.Single(active["threads"]!.AsArray())!["id"]);
        stage.Server.Archive(thread);
        active = (await libraries.CallAsync(stage.Server, DiscordStage.Token, $"GET /guilds/{stage.Guild.Id}/threads/active"))["result"]!;
        Assert.Empty(active["threads"]!.AsArray());
        var archived = (await libraries.CallAsync(stage.Server, DiscordStage.Token, $"GET /channels/{stage.General.Id}/threads/archived/public"))["result"]!;
        Assert.Equal((thread.Id, false), ((string?)Assert.Single(archived["threads"]!.AsArray())!["id"], (bool)archived["has_more"]!));
    }
}
