using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A client of the gateway that does only what a test says.</summary>
internal sealed class GatewayProbe : IDisposable
{
    private readonly ClientWebSocket socket = new();

    /// <summary>The number of the last event.</summary>
    public int? Sequence { get; private set; }

    public static async Task<GatewayProbe> ConnectAsync(string address, string query = "v=10&encoding=json")
    {
        var probe = new GatewayProbe();
        await probe.socket.ConnectAsync(new Uri($"{address}/?{query}"), CancellationToken.None);
        return probe;
    }

    /// <summary>Connects and identifies; gives the session's READY.</summary>
    public static async Task<(GatewayProbe Probe, JsonObject Ready)> StartAsync(DiscordStage stage, int intents = DiscordStage.Intents)
    {
        var probe = await ConnectAsync(stage.Server.Gateway.Address);
        await probe.ReadAsync(10);
        await probe.IdentifyAsync(DiscordStage.Token, intents);
        return (probe, (await probe.ReadEventAsync("READY"))["d"]!.AsObject());
    }

    /// <summary>Connects again and resumes.</summary>
    public static async Task<GatewayProbe> ResumeAsync(JsonObject ready, int sequence)
    {
        var probe = await ConnectAsync((string)ready["resume_gateway_url"]!);
        await probe.ReadAsync(10);
        await probe.SendAsync(6, new { token = DiscordStage.Token, session_id = (string?)ready["session_id"], seq = sequence });
        return probe;
    }

    public Task IdentifyAsync(string token, object? intents) =>
        SendAsync(2, new { token, intents, properties = new { os = "linux", browser = "test", device = "test" } });

    public Task SendAsync(int op, object? content) => SendTextAsync(JsonSerializer.Serialize(new { op, d = content }));

    public Task SendTextAsync(string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public Task CloseAsync(int code) => socket.CloseAsync((WebSocketCloseStatus)code, "", CancellationToken.None);

    /// <summary>The next payload. The test fails when the connection ends.</summary>
    public async Task<JsonObject> ReadAsync()
    {
        var payload = await ReadOrCloseAsync();
        Assert.True(payload is not null, $"The gateway closed with {socket.CloseStatus}.");
        return payload;
    }

    /// <summary>The next payload, which has this opcode.</summary>
    public async Task<JsonObject> ReadAsync(int op)
    {
        var payload = await ReadAsync();
        Assert.True(op == (int?)payload["op"], payload.ToJsonString());
        return payload;
    }

    /// <summary>The next event of this name; those before are passed over.</summary>
    public async Task<JsonObject> ReadEventAsync(string name)
    {
        var payload = await ReadAsync();
        while ((string?)payload["t"] != name)
            payload = await ReadAsync();
        return payload;
    }

    /// <summary>The names of all events up to one of this name.</summary>
    public async Task<List<string>> ReadNamesAsync(string last)
    {
        var names = new List<string>();
        while (names.Count == 0 || names[^1] != last)
            names.Add((string)(await ReadAsync(0))["t"]!);
        return names;
    }

    /// <summary>Reads until the server closes, and gives the code.</summary>
    public async Task<int> ReadCloseAsync()
    {
        while (await ReadOrCloseAsync() is not null)
        {
        }

        return (int)socket.CloseStatus!.Value;
    }

    public void Dispose() => socket.Dispose();

    private async Task<JsonObject?> ReadOrCloseAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var buffer = new byte[16 << 10];
        using var content = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, limit.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return null;
            content.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage)
                continue;
            var payload = JsonNode.Parse(content.ToArray())!.AsObject();
            Sequence = (int?)payload["s"] ?? Sequence;
            return payload;
        }
    }
}
