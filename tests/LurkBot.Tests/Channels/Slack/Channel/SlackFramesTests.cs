using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What the channel sends in Socket Mode, frame by frame beside @slack/socket-mode on the same server.</summary>
public sealed class SlackFramesTests(SlackClients clients) : IClassFixture<SlackClients>
{
    [Fact]
    public async Task Frames_ThroughTheLifeOfConnections_AreThoseOfSlacksLibrary()
    {
        List<string> ours, theirs;
        await using (var stage = await SlackChannelStage.StartAsync())
        {
            stage.World.App.Commands.Add("/lurkbot");
            await stage.ListenAsync();
            ours = await LiveAsync(stage.World);
        }

        await using (var world = await SlackStage.StartAsync())
        {
            world.App.Commands.Add("/lurkbot");
            var listening = await clients.ListenAsync(world.Server, SlackStage.AppToken, 1000);
            Assert.Equal("connected", (string?)(await clients.ReadAsync(listening, "state"))["state"]);
            theirs = await LiveAsync(world);
        }

        Assert.Equal(theirs, ours);
        Assert.Equal(
            [
                "connection 1: nothing but acknowledgements", "events_api: acknowledged with its envelope_id", "events_api: acknowledged with its envelope_id", "events_api: acknowledged with its envelope_id",
                "slash_commands: acknowledged with its envelope_id", "after refresh_requested: another connection", "events_api: acknowledged with its envelope_id",
                "after a break: another connection", "events_api again: acknowledged with its envelope_id", "connections asked for: POST, as the app, 3",
            ],
            ours);
    }

    /// <summary>One program: it connects, hears, is sent away, breaks off, and hears again what it did not acknowledge.</summary>
    private static async Task<List<string>> LiveAsync(SlackStage world)
    {
        var (server, sockets, frames) = (world.Server, world.Server.Sockets, new List<string>());
        await server.UntilAsync(() => sockets.Connections is [{ IsOpen: true }]);
        var first = sockets.Connections[0];
        server.Say(world.Im, world.Ada, "one");
        server.Say(world.General, world.Ada, "@lurkbot two");
        server.Command(world.Im, world.Ada, "/lurkbot", "help");
        await server.UntilAsync(() => sockets.Envelopes is [_, _, _, _] all && all.All(envelope => envelope.IsAcknowledged));
        // The greeting is answered with nothing, and every frame is an acknowledgement.
        frames.Add($"connection 1: {(first.Received.Count == 4 ? "nothing but acknowledgements" : string.Join(", ", first.Received))}");
        frames.AddRange(sockets.Envelopes.OrderBy(envelope => envelope.Type, StringComparer.Ordinal).Select(Acknowledgement));

        await first.RefreshAsync();
        await server.UntilAsync(() => sockets.Connections is [_, { IsOpen: true }]);
        frames.Add("after refresh_requested: another connection");
        server.Say(world.Im, world.Ada, "three");
        await server.UntilAsync(() => sockets.Envelopes.Count == 5 && sockets.Envelopes[4].IsAcknowledged);
        frames.Add(Acknowledgement(sockets.Envelopes[4]));

        // What is told to a connection that hears nothing any more is told to the next one.
        sockets.Connections[1].Drop();
        await server.UntilAsync(() => sockets.Connections is [_, _, { IsOpen: true }]);
        frames.Add("after a break: another connection");
        sockets.Repeat(sockets.Envelopes[0]);
        await server.UntilAsync(() => sockets.Connections[2].Received.Count > 0);
        frames.Add(Acknowledgement(sockets.Envelopes[0]).Replace(":", " again:", StringComparison.Ordinal));
        var asked = server.Requests.Where(request => request.Method == "apps.connections.open").ToList();
        Assert.All(asked, request => Assert.Equal((SlackStage.AppToken, 200), (request.Token, request.Status)));
        frames.Add($"connections asked for: {string.Join(' ', asked.Select(request => request.Encoding.Split(' ')[0]).Distinct())}, as the app, {asked.Count}");
        return frames;

        // The newest delivery and what was sent for it on the connection on which it came.
        string Acknowledgement(SocketEnvelope envelope)
        {
            var frame = envelope.Connections[^1].Received.Select(text => JsonNode.Parse(text)!.AsObject()).Single(frame => (string?)frame["envelope_id"] == envelope.Ids[^1]);
            var more = frame.Where(field => field.Key != "envelope_id" && field is not { Key: "payload", Value: null or JsonObject { Count: 0 } }).Select(field => field.Key);
            return $"{envelope.Type}: acknowledged with its envelope_id{string.Concat(more.Select(name => ", " + name))}";
        }
    }
}
