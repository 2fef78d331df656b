using System.Globalization;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What the channel sends on the gateway, frame by frame beside @discordjs/ws on the same server.</summary>
public sealed class DiscordFramesTests(DiscordLibraries libraries) : IClassFixture<DiscordLibraries>
{
    /// <summary>What the channel asks for; the library is told to ask for the same.</summary>
    private const int Intents = 37_377;

    [Fact]
    public async Task Frames_ThroughTheLifeOfASession_AreThoseOfDiscordsLibrary()
    {
        List<string> ours, theirs;
        await using (var stage = await DiscordChannelStage.StartAsync())
        {
            Prepare(stage.World);
            stage.Listen();
            ours = await LiveAsync(stage.World);
        }

        await using (var world = await DiscordStage.StartAsync())
        {
            Prepare(world);
            var connection = await libraries.ConnectAsync(world.Server, DiscordStage.Token, "ws", Intents);
            theirs = await LiveAsync(world);
            await libraries.StopAsync(world.Server, connection);
        }

        Assert.Equal(theirs, ours);
        Assert.Equal(
            [
                $"1: IDENTIFY intents {Intents}, token, properties browser device os", "1: HEARTBEAT of the last event", "1: HEARTBEAT when asked",
                "2: RESUME seq of the last event, session of before, token; where READY said", "2: HEARTBEAT of the last event",
                "3: RESUME seq of the last event, session of before, token; where READY said", "3: left resumable without an answer to its heartbeat",
                "4: RESUME seq of the last event, session of before, token; where READY said",
            ],
            ours);
    }

    /// <summary>Long enough for a busy machine: an answer that is not there by the next heartbeat is a dead connection.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    private static void Prepare(DiscordStage world) => world.Server.Gateway.HeartbeatInterval = Interval;

    /// <summary>One session: it begins, hears, breaks off, is asked to come again, and is not answered any more.</summary>
    private static async Task<List<string>> LiveAsync(DiscordStage world)
    {
        var (server, gateway, frames) = (world.Server, world.Server.Gateway, new List<string>());
        await server.UntilAsync(() => gateway.Online.Count == 1);
        var first = gateway.Connections[0];
        frames.Add($"1: {Identity(first)}");
        server.Say(world.Direct, world.Ada, "one");
        await server.UntilAsync(() => BeatsOf(first).Any(beat => beat == gateway.Sessions[0].Sequence.ToString(CultureInfo.InvariantCulture)));
        frames.Add("1: HEARTBEAT of the last event");
        // A beat before READY names nothing, and no later one names less than an earlier.
        Assert.All(BeatsOf(first).TakeWhile(beat => beat == "null"), beat => Assert.Equal("null", beat));
        var beats = BeatsOf(first).Count;
        gateway.AskHeartbeat();
        await server.UntilAsync(() => BeatsOf(first).Count > beats);
        frames.Add("1: HEARTBEAT when asked");

        var told = gateway.Sessions[0].Sequence;
        gateway.Drop();
        var second = await NextAsync(2);
        frames.Add($"2: {Resumption(second)}");
        await server.UntilAsync(() => BeatsOf(second).Count > 0);
        frames.Add($"2: HEARTBEAT {(BeatsOf(second)[^1] == gateway.Sessions[0].Sequence.ToString(CultureInfo.InvariantCulture) ? "of the last event" : BeatsOf(second)[^1])}");

        told = gateway.Sessions[0].Sequence;
        (gateway.HeartbeatInterval, gateway.Patience, gateway.AnswersHeartbeats) = (TimeSpan.FromMilliseconds(400), 1000, false);
        gateway.Reconnect();
        await server.UntilAsync(() => gateway.Connections.Count >= 3);
        gateway.HeartbeatInterval = Interval;
        var third = gateway.Connections[2];
        await server.UntilAsync(() => third.Received.Any(payload => (int)payload["op"]! != 1));
        frames.Add($"3: {Resumption(third)}");
        told = gateway.Sessions[0].Sequence;
        await server.UntilAsync(() => third.ClosedByClient is not null);
        frames.Add($"3: left {(third.ClosedByClient is 1000 or 1001 ? "for good" : "resumable")} without an answer to its heartbeat");
        gateway.AnswersHeartbeats = true;
        frames.Add($"4: {Resumption(await NextAsync(4))}");
        Assert.Single(gateway.Sessions);
        return frames;

        async Task<GatewayConnection> NextAsync(int count)
        {
            await server.UntilAsync(() => gateway.Connections.Count >= count && gateway.Online is [var online] && online == gateway.Connections[count - 1]);
            return gateway.Connections[count - 1];
        }

        string Resumption(GatewayConnection connection)
        {
            var frame = connection.Received.First(payload => (int)payload["op"]! != 1);
            Assert.Equal((6, "d op"), ((int)frame["op"]!, string.Join(' ', Names(frame))));
            var d = frame["d"]!.AsObject();
            Assert.Equal(["seq", "session_id", "token"], Names(d));
            Assert.Equal((DiscordStage.Token, gateway.Sessions[0].Id), ((string?)d["token"], (string?)d["session_id"]));
            return $"RESUME seq {((int)d["seq"]! == told ? "of the last event" : d["seq"]!.ToJsonString())}, session of before, token; {(connection.IsResumeAddress ? "where READY said" : "at the first address")}";
        }
    }

    private static string Identity(GatewayConnection connection)
    {
        var frame = connection.Received.First(payload => (int)payload["op"]! != 1);
        Assert.Equal((2, "d op"), ((int)frame["op"]!, string.Join(' ', Names(frame))));
        var d = frame["d"]!.AsObject();
        Assert.Equal(DiscordStage.Token, (string?)d["token"]);
        Assert.All(d["properties"]!.AsObject(), property => Assert.NotEqual("", (string?)property.Value));
        // What a library may add says what is so without it: no compression, one shard of one, the usual size of a large server.
        Assert.True(d["compress"] is null || !(bool)d["compress"]!);
        Assert.True(d["shard"] is null || d["shard"]!.ToJsonString() == "[0,1]");
        Assert.Empty(Names(d).Except(["compress", "intents", "large_threshold", "presence", "properties", "shard", "token"]));
        return $"IDENTIFY intents {d["intents"]}, token, properties {string.Join(' ', Names(d["properties"]!.AsObject()))}";
    }

    /// <summary>The numbers that heartbeats named; each has that and nothing else.</summary>
    private static List<string> BeatsOf(GatewayConnection connection) => [.. connection.ReceivedOp(1).Select(beat =>
    {
        Assert.Equal(["d", "op"], Names(beat));
        return beat["d"]?.ToJsonString() ?? "null";
    })];

    private static string[] Names(JsonObject json) => [.. json.Select(field => field.Key).Order(StringComparer.Ordinal)];
}
