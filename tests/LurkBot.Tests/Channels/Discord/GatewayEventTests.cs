using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Which events a session gets, and what is in them.</summary>
public sealed class GatewayEventTests
{
    private const int WithoutContent = DiscordStage.Intents & ~(1 << 15);

    [Fact]
    public async Task Content_WithoutTheIntent_IsEmptyButForMentionsRepliesAndDirect()
    {
        await using var stage = await DiscordStage.StartAsync();
        var (server, ada) = (stage.Server, stage.Ada);
        var (probe, _) = await GatewayProbe.StartAsync(stage, WithoutContent);
        using var _1 = probe;
        await probe.ReadEventAsync("GUILD_CREATE");
        var own = server.Say(stage.General, stage.Bot.Account, "mine");
        server.Say(stage.General, ada, "secret", files: ("a.txt", "text/plain", [1]));
        server.Say(stage.General, ada, $"{stage.Bot.Account.Mention} hello");
        server.Say(stage.General, ada, "reply", own);
        server.Say(stage.General, ada, "silent reply", own, pings: false);
        server.Say(stage.Direct, ada, "direct");
        var contents = new List<string?>();
        var files = 0;
        for (var at = 0; at < 6; at++)
        {
            var message = (await probe.ReadEventAsync("MESSAGE_CREATE"))["d"]!;
            contents.Add((string?)message["content"]);
            files += message["attachments"]!.AsArray().Count;
        }

        Assert.Equal(["mine", "", $"{stage.Bot.Account.Mention} hello", "reply", "", "direct"], contents);
        Assert.Equal(0, files);
    }

    [Fact]
    public async Task Updates_OnlyRealEditsChangeTheTime()
    {
        await using var stage = await DiscordStage.StartAsync();
        var (server, ada) = (stage.Server, stage.Ada);
        var (probe, _) = await GatewayProbe.StartAsync(stage);
        using var _1 = probe;
        var post = server.Say(stage.General, ada, "https://a.example");
        server.Unfurl(post, "https://a.example");
        server.Pin(post, ada);
        server.Edit(post, "other");
        var (unfurled, pinned, edited) = (await probe.ReadEventAsync("MESSAGE_UPDATE"), await probe.ReadEventAsync("MESSAGE_UPDATE"), await probe.ReadEventAsync("MESSAGE_UPDATE"));
        Assert.Equal((null, "https://a.example", 1), ((string?)unfurled["d"]!["edited_timestamp"], (string?)unfurled["d"]!["content"], unfurled["d"]!["embeds"]!.AsArray().Count));
        Assert.Equal((null, true), ((string?)pinned["d"]!["edited_timestamp"], (bool)pinned["d"]!["pinned"]!));
        Assert.NotNull(edited["d"]!["edited_timestamp"]);
        Assert.Equal("other", (string?)edited["d"]!["content"]);
        Assert.Equal(stage.Guild.Id, (string?)edited["d"]!["guild_id"]);
    }

    [Fact]
    public async Task Events_ComeForWhatTheBotSees()
    {
        await using var stage = await DiscordStage.StartAsync();
        var (server, ada) = (stage.Server, stage.Ada);
        var (probe, ready) = await GatewayProbe.StartAsync(stage);
        using var _1 = probe;
        Assert.Equal((stage.Bot.Id, 1 << 19), ((string?)ready["application"]!["id"], (int)ready["application"]!["flags"]!));
        var guild = (await probe.ReadEventAsync("GUILD_CREATE"))["d"]!;
        Assert.Equal(["general", "questions"], guild["channels"]!.AsArray().Select(channel => (string?)channel!["name"]));

        var secret = server.OpenPrivateThread(ada, stage.General, "Secret");
        server.Say(secret, ada, "not seen");
        server.AddToThread(secret);
        server.Say(secret, ada, "seen");
        Assert.Equal(["THREAD_CREATE", "MESSAGE_CREATE"], await probe.ReadNamesAsync("MESSAGE_CREATE"));

        var post = server.OpenPost(ada, stage.Forum, "How?", "Tell me");
        var opened = (await probe.ReadEventAsync("THREAD_CREATE"))["d"]!;
        Assert.Equal((post.Id, stage.Forum.Id, true), ((string?)opened["id"], (string?)opened["parent_id"], (bool)opened["newly_created"]!));
        Assert.Equal((post.Id, post.Id), ((string?)(await probe.ReadEventAsync("MESSAGE_CREATE"))["d"]!["id"], post.Posts[0].Id));

        var said = server.Say(stage.General, ada, "a");
        var thread = server.OpenThread(ada, said, "From a");
        server.React(said, ada, "👍");
        server.React(said, ada, "👍", isAdded: false);
        server.DeleteMany(said, server.Say(stage.General, ada, "b"));
        server.Archive(thread);
        server.Say(thread, ada, "again");
        server.Deny(stage.General, DiscordRight.ViewChannel);
        server.Say(stage.General, ada, "hidden");
        server.Kick(stage.Guild);
        string[] expected =
        [
            "MESSAGE_CREATE", "MESSAGE_UPDATE", "THREAD_CREATE", "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_CREATE", "MESSAGE_DELETE_BULK",
            "THREAD_UPDATE", "THREAD_UPDATE", "MESSAGE_CREATE", "CHANNEL_DELETE", "GUILD_DELETE",
        ];
        Assert.Equal(expected, await probe.ReadNamesAsync("GUILD_DELETE"));
        Assert.Equal(said.Id, thread.Id);
    }

    [Fact]
    public async Task Events_WithoutTheirIntent_DoNotCome()
    {
        await using var stage = await DiscordStage.StartAsync();
        var (probe, _) = await GatewayProbe.StartAsync(stage, 1 << 12);
        using var _1 = probe;
        stage.Server.Say(stage.General, stage.Ada, "in the guild");
        stage.Server.React(stage.Server.Say(stage.Direct, stage.Ada, "direct"), stage.Ada, "👍");
        stage.Server.Type(stage.Direct, stage.Ada);
        stage.Server.Say(stage.Direct, stage.Ada, "last");
        Assert.Equal(["direct", "last"], [(string?)(await probe.ReadAsync(0))["d"]!["content"], (string?)(await probe.ReadAsync(0))["d"]!["content"]]);
    }

    [Fact]
    public async Task Interactions_WithAnEndpoint_DoNotCome()
    {
        await using var stage = await DiscordStage.StartAsync();
        var (probe, _) = await GatewayProbe.StartAsync(stage);
        using var _1 = probe;
        stage.Bot.Commands[""] = [new JsonObject { ["id"] = "5", ["name"] = "ask" }];
        stage.Server.Use(stage.Direct, stage.Ada, "ask");
        var used = (await probe.ReadEventAsync("INTERACTION_CREATE"))["d"]!;
        Assert.Equal(("ask", stage.Ada.Id, null), ((string?)used["data"]!["name"], (string?)used["user"]!["id"], (string?)used["guild_id"]));
        stage.Bot.InteractionsEndpoint = "https://a.example";
        stage.Server.Use(stage.Direct, stage.Ada, "ask");
        stage.Server.Say(stage.Direct, stage.Ada, "last");
        Assert.Equal("MESSAGE_CREATE", (string?)(await probe.ReadAsync(0))["t"]);
    }
}
