using System.Text.Json.Nodes;
using LurkBot.Delivery;

namespace LurkBot.Tests.Channels;

/// <summary>What Slack should never send, and what people and programs may do: nothing of it stops the channel, holds up a chat, or is answered.</summary>
public sealed class SlackHostileTests
{
    /// <summary>Frames without an envelope.</summary>
    public static TheoryData<string> Frames => [
        "", "{", "[]", "null", "17", "\"x\"", "{}", """{"type":5}""", """{"type":"hello"}""", """{"type":"hello","num_connections":-1}""", """{"type":"hello","num_connections":"x"}""", """{"type":"disconnect"}""",
        """{"type":"disconnect","reason":5}""", """{"type":"events_api","envelope_id":null,"payload":{}}""", """{"type":"events_api","envelope_id":""}""", "\u0000", """{"type":"\ud800"}""", """{"envelope_id":{}}""",
    ];

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task Frame_ThatNoOneExpects_IsSurvived(string frame)
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        await AssertAnsweredAsync(stage, home, 1);
        await stage.Server.Sockets.Connections[^1].SendTextAsync(frame);
        await AssertAnsweredAsync(stage, home, 2);
    }

    [Fact]
    public async Task Frame_OfTenMegabytes_IsSurvived()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        await AssertAnsweredAsync(stage, home, 1);
        await stage.Server.Sockets.Connections[^1].SendTextAsync($$"""{"type":"news","x":"{{new string('x', 10_000_000)}}"}""");
        await AssertAnsweredAsync(stage, home, 2);
        stage.Server.Sockets.Send(stage.App, "events_api", Event(stage, json => json["text"] = new string('x', 6_000_000)));
        await AssertAnsweredAsync(stage, home, 3);
    }

    [Fact]
    public async Task Events_ThatNoOneExpects_StopNothing_AndAreNotAnswered()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        await AssertAnsweredAsync(stage, home, 1);
        JsonNode?[] values = [null, 5, -1, "x", "", "99999999999999999999.999999", "9999999999.000001", true, new JsonArray((JsonNode?)null), new JsonObject(), new JsonObject { ["id"] = null }];
        var sent = new List<SocketEnvelope>();
        foreach (var field in (string[])["type", "subtype", "channel", "channel_type", "user", "bot_id", "ts", "thread_ts", "event_ts", "edited", "files", "blocks", "attachments", "message", "previous_message", "deleted_ts", "user_team", "metadata", "streaming_message_ts", "tokens"])
        {
            foreach (var value in values)
                sent.Add(stage.Server.Sockets.Send(stage.App, "events_api", Event(stage, json => json[field] = value?.DeepClone())));
        }

        foreach (var type in (string[])["message", "app_mention", "agent_session_stopped", "channel_rename", "channel_id_changed", "member_left_channel", "reaction_added", "app_home_opened", "channel_archive", "unheard_of"])
        {
            foreach (var subtype in (string?[])[null, "message_changed", "message_deleted", "bot_message", "channel_join", "me_message", "huddle_thread", "unheard_of"])
                sent.Add(stage.Server.Sockets.Send(stage.App, "events_api", new JsonObject { ["event_id"] = $"Ev{sent.Count}", ["event"] = new JsonObject { ["type"] = type, ["subtype"] = subtype } }));
        }

        foreach (var type in (string[])["interactive", "slash_commands", "unheard_of"])
        {
            foreach (var value in values)
                sent.Add(stage.Server.Sockets.Send(stage.App, type, new JsonObject { ["type"] = "block_actions", ["user"] = value?.DeepClone(), ["channel"] = value?.DeepClone(), ["actions"] = value?.DeepClone(), ["container"] = value?.DeepClone(), ["command"] = value?.DeepClone(), ["channel_id"] = value?.DeepClone(), ["user_id"] = value?.DeepClone(), ["text"] = value?.DeepClone() }));
        }

        await stage.Server.UntilAsync(() => sent.All(envelope => envelope.IsAcknowledged));
        await AssertAnsweredAsync(stage, home, 2);
        Assert.Single(stage.Server.Sockets.Connections);
        Assert.Empty(stage.Server.Answers(stage.General));

        // What came says nothing about the point from which a later start goes on.
        await home.StopAsync();
        stage.Server.Say(stage.Im, stage.Ada, "meanwhile");
        stage.Server.Say(stage.General, stage.Ada, "@lurkbot meanwhile");
        await home.StartAsync();
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Im).Count == 3 && stage.Server.Answers(stage.General).Count == 1);
    }

    [Fact]
    public async Task People_BotsAndPlaces_OfEveryKind_GetNoWrongAnswer()
    {
        await using var stage = await SlackStage.StartAsync();
        await using var home = await new SlackHome(stage).StartAsync();
        await AssertAnsweredAsync(stage, home, 1);
        var server = stage.Server;
        var mention = $"<@{stage.App.User.Id}>";
        server.SayAsBot(stage.General, "hook", "@lurkbot hi");
        server.SayRaw(stage.General, stage.Bob, new JsonObject { ["subtype"] = "bot_message", ["bot_id"] = "B0OTHER", ["text"] = $"{mention} hi" });
        foreach (var subtype in (string[])["channel_topic", "channel_purpose", "channel_archive", "pinned_item", "reminder_add", "unheard_of"])
            server.SayRaw(stage.General, stage.Bob, new JsonObject { ["subtype"] = subtype, ["text"] = $"{mention} hi" });
        var plain = server.Say(stage.General, stage.Bob, "see https://example.com");
        server.EditInvisibly(plain);
        server.Edit(plain, "see https://example.org");
        server.React(plain, stage.Bob, "fire");
        server.Delete(plain);
        var kept = server.Say(stage.General, stage.Bob, "kept");
        server.Upload(stage.Im, stage.Ada, "a file", null, server.AddFile("../../etc/pass\u202ewd\n<@U1>`", "text/plain", "x"u8.ToArray()));
        await server.UntilAsync(() => server.Answers(stage.Im).Count == 2);
        Assert.Empty(server.Answers(stage.General));

        // The bot was removed, and the channel archived: what was asked there before is told as not sent, and the others go on.
        var asked = server.Say(stage.General, stage.Ada, "@lurkbot here?");
        server.Archive(stage.General);
        var secret = server.Say(stage.Secret, stage.Ada, "@lurkbot and here?");
        server.Remove(stage.Secret, stage.App.User);
        await AssertAnsweredAsync(stage, home, 3);
        var rows = await home.SettledAsync();
        Assert.DoesNotContain(rows.Outbound, row => row.State is OutboundState.MaybeSent);
        Assert.All(rows.Outbound.Where(row => row.State is OutboundState.Failed), row => Assert.NotNull(row.Reason));
        Assert.True(server.Replies(asked).Count <= 1 && server.Replies(secret).Count <= 1 && server.Replies(kept).Count == 0);
    }

    private static JsonObject Event(SlackStage stage, Action<JsonObject> change)
    {
        var json = new JsonObject { ["type"] = "message", ["channel"] = stage.General.Id, ["channel_type"] = "channel", ["user"] = stage.Bob.Id, ["text"] = "hostile", ["ts"] = "1790000000.000001", ["event_ts"] = "1790000000.000001" };
        change(json);
        return new JsonObject { ["type"] = "event_callback", ["event_id"] = $"Ev{Guid.NewGuid():N}", ["team_id"] = "T1", ["event"] = json };
    }

    /// <summary>The channel goes on, and nothing was answered but what was asked.</summary>
    private static async Task AssertAnsweredAsync(SlackStage stage, SlackHome home, int number)
    {
        stage.Server.Say(stage.Im, stage.Ada, $"ping {number}");
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Im).Any(answer => answer.Shown.Contains($"ping {number}", StringComparison.Ordinal)));
        await home.SettledAsync();
        Assert.Equal(number, stage.Server.Answers(stage.Im).Count);
    }
}
