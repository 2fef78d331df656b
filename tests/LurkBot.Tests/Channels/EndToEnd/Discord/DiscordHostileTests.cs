using System.Text.Json.Nodes;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>What a gateway should never send, and what a person or bot may do: nothing of it stops the channel, holds up a chat, or is answered.</summary>
public sealed class DiscordHostileTests
{
    /// <summary>Frames that no session has a number for.</summary>
    public static TheoryData<string> Frames => [
        "", "{", "[]", "null", "17", "\"x\"", "{}", """{"op":"x"}""", """{"op":99}""", """{"op":-1,"d":null}""", """{"op":11,"d":{"x":1}}""", """{"op":0}""", """{"op":0,"t":"MESSAGE_CREATE","s":null,"d":null}""",
        """{"op":0,"t":null,"s":5,"d":{}}""", """{"op":10,"d":null}""", """{"op":10,"d":{"heartbeat_interval":-5}}""", """{"op":10,"d":{"heartbeat_interval":9223372036854775807}}""", """{"op":9,"d":"x"}""", """{"op":7,"d":[1]}""", "\u0000\u0001", """{"op":0,"t":"\ud800","s":1,"d":{}}""",
    ];

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task Frame_ThatNoOneExpects_IsSurvived(string frame)
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        await AssertAnsweredAsync(stage, home, 1);
        stage.Server.Gateway.SendRaw(frame);
        await AssertAnsweredAsync(stage, home, 2);
        stage.Server.Gateway.SendRaw(frame);
        await AssertAnsweredAsync(stage, home, 3);
    }

    [Fact]
    public async Task Frame_OfTenMegabytes_IsSurvived()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = await new DiscordHome(stage).StartAsync();
        stage.Server.Gateway.Dispatch("MESSAGE_CREATE", _ => Message(stage, json => json["embeds"] = new JsonArray(new JsonObject { ["description"] = new string('x', 10_000_000) })));
        stage.Server.Gateway.Dispatch("SOMETHING_NEW", _ => new JsonObject { ["x"] = new string('x', 10_000_000) });
        await AssertAnsweredAsync(stage, home, 1);
    }

    [Fact]
    public async Task Events_ThatNoOneExpects_StopNothing_AndAreNotAnswered()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = new DiscordHome(stage);
        home.Discord.AllowedGuilds = [stage.Guild.Id];
        await home.StartAsync();
        JsonNode?[] values = [null, 5, -1, "x", "", "18446744073709551615", "99999999999999999999999", true, new JsonArray((JsonNode?)null), new JsonObject(), new JsonObject { ["id"] = null }, "\ud800"];
        foreach (var field in (string[])["id", "channel_id", "guild_id", "author", "content", "timestamp", "type", "attachments", "mentions", "mention_roles", "embeds", "message_reference", "referenced_message", "flags", "webhook_id", "member", "poll", "sticker_items", "message_snapshots", "components"])
        {
            foreach (var value in values)
                stage.Server.Gateway.Dispatch("MESSAGE_CREATE", _ => Message(stage, json => json[field] = value?.DeepClone()));
        }

        foreach (var name in (string[])["MESSAGE_UPDATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "GUILD_CREATE", "GUILD_DELETE", "CHANNEL_CREATE", "CHANNEL_DELETE", "THREAD_CREATE", "THREAD_LIST_SYNC", "GUILD_ROLE_CREATE", "INTERACTION_CREATE", "MESSAGE_REACTION_ADD", "PRESENCE_UPDATE"])
        {
            foreach (var value in values)
                stage.Server.Gateway.Dispatch(name, _ => new JsonObject { ["id"] = value?.DeepClone(), ["channel_id"] = value?.DeepClone(), ["guild_id"] = value?.DeepClone(), ["type"] = value?.DeepClone(), ["ids"] = value?.DeepClone(), ["token"] = value?.DeepClone(), ["threads"] = value?.DeepClone(), ["emoji"] = value?.DeepClone() });
        }

        await AssertAnsweredAsync(stage, home, 1, answers: null);
        Assert.Single(stage.Server.Gateway.Connections);
        Assert.Empty(stage.Server.Answers(stage.General));

        // What came says nothing about the point from which a later start goes on.
        await home.StopAsync();
        stage.Server.Gateway.LoseSessions();
        stage.Server.Say(stage.Direct, stage.Ada, "meanwhile");
        await home.StartAsync();
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Direct).Any(answer => answer.Content.Contains("meanwhile", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task People_BotsAndPlaces_OfEveryKind_GetNoWrongAnswer()
    {
        await using var stage = await DiscordStage.StartAsync();
        await using var home = new DiscordHome(stage);
        home.Discord.AllowedGuilds = [stage.Guild.Id];
        await home.StartAsync();
        await AssertAnsweredAsync(stage, home, 1);
        var (server, mention) = (stage.Server, stage.Bot.Account.Mention);
        var other = server.AddUser("Robot", isBot: true);
        server.SayAsWebhook(stage.General, "hook", $"{mention} hi");
        server.Say(stage.General, other, $"{mention} hi");
        foreach (var type in (int[])[1, 3, 4, 6, 7, 8, 18, 24, 46, 9999])
            server.SaySystem(stage.General, stage.Bob, type);
        server.Say(stage.General, stage.Bob, $"`{mention}` and ```\n{mention}\n```", pings: false);
        var plain = server.Say(stage.General, stage.Bob, "see https://example.com");
        server.Unfurl(plain, "https://example.com");
        server.React(plain, stage.Bob, "🔥");
        server.Pin(plain, stage.Bob);
        var gone = server.AddChannel(stage.Guild, "gone");
        var asked = server.Say(gone, stage.Bob, $"{mention} here?");
        server.Delete(gone);
        var thread = server.OpenThread(stage.Bob, plain, "about it");
        server.Say(thread, stage.Bob, $"{mention} in a thread");
        var post = server.OpenPost(stage.Bob, stage.Forum, "A question", $"{mention} in a post");
        await server.UntilAsync(() => server.Answers(thread).Count == 1 && server.Answers(post).Count == 1);
        server.Archive(thread, isLocked: true);
        server.Delete(post);
        server.Say(stage.Direct, stage.Ada, "a file", files: ("../../etc/pass\u202ewd\n<@1>`", "text/plain", "x"u8.ToArray()));
        await server.UntilAsync(() => server.Answers(stage.Direct).Count == 2);
        await AssertAnsweredAsync(stage, home, 3);
        Assert.Empty(server.Answers(stage.General));
        Assert.EndsWith("in a thread", Assert.Single(server.Answers(thread)).Content, StringComparison.Ordinal);
        var rows = await home.SettledAsync();
        Assert.DoesNotContain(rows.Outbound, row => row.State is OutboundState.MaybeSent);
        Assert.NotNull(asked);
    }

    private static JsonObject Message(DiscordStage stage, Action<JsonObject> change)
    {
        var json = new JsonObject
        {
            ["id"] = "1400000000000000001",
            ["channel_id"] = stage.General.Id,
            ["guild_id"] = stage.Guild.Id,
            ["author"] = new JsonObject { ["id"] = stage.Bob.Id, ["username"] = "bob", ["discriminator"] = "0" },
            ["content"] = "hostile",
            ["timestamp"] = "2026-11-30T12:00:00+00:00",
            ["type"] = 0,
            ["attachments"] = new JsonArray(),
            ["mentions"] = new JsonArray(),
            ["mention_roles"] = new JsonArray(),
            ["embeds"] = new JsonArray(),
        };
        change(json);
        return json;
    }

    /// <summary>The channel goes on, and nothing was answered but what was asked.</summary>
    private static async Task AssertAnsweredAsync(DiscordStage stage, DiscordHome home, int number, int? answers = 0)
    {
        stage.Server.Say(stage.Direct, stage.Ada, $"ping {number}");
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Direct).Any(answer => answer.Content.Contains($"ping {number}", StringComparison.Ordinal)));
        await home.SettledAsync();
        if (answers is { } more)
            Assert.Equal(more == 0 ? number : more, stage.Server.Answers(stage.Direct).Count);
    }
}
