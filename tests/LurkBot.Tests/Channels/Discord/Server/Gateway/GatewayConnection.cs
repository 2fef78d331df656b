using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Channels;

/// <summary>One WebSocket of a client: reads and writes frames. What they mean is decided in <see cref="GatewayHub"/>.</summary>
internal sealed class GatewayConnection : IAsyncDisposable
{
    private readonly HttpContext context;
    private readonly WebSocket socket;
    private readonly Channel<(string? Text, int Code, string Reason)> outbox = System.Threading.Channels.Channel.CreateUnbounded<(string? Text, int Code, string Reason)>();
    private readonly List<JsonObject> received = [];
    private readonly Lock gate = new();

    public GatewayConnection(HttpContext context, WebSocket socket, bool isResumeAddress, DateTimeOffset time)
    {
        (this.context, this.socket) = (context, socket);
        (IsResumeAddress, LastHeartbeat) = (isResumeAddress, time);
    }

    /// <summary>Whether the client came to the address that READY gave for resuming.</summary>
    public bool IsResumeAddress { get; }

    public GatewaySession? Session { get; set; }

    /// <summary>Whether an IDENTIFY or RESUME succeeded.</summary>
    public bool IsIdentified { get; set; }

    /// <summary>The last heartbeat, or the beginning.</summary>
    public DateTimeOffset LastHeartbeat { get; set; }

    /// <summary>When each payload of the last minute came.</summary>
    public Queue<DateTimeOffset> Times { get; } = new();

    /// <summary>Ends the connection when heartbeats stay away.</summary>
    public ITimer? Watchdog { get; set; }

    /// <summary>The code with which the client closed; null while it did not.</summary>
    public int? ClosedByClient { get; private set; }

    /// <summary>The code with which the server closed; null while it did not.</summary>
    public int? ClosedByServer { get; private set; }

    public bool IsOpen { get; private set; } = true;

    /// <summary>What the client sent, oldest first.</summary>
    public IReadOnlyList<JsonObject> Received
    {
        get
        {
            lock (gate)
                return [.. received];
        }
    }

    /// <summary>The payloads of an opcode that the client sent.</summary>
    public IEnumerable<JsonObject> ReceivedOp(int op) => Received.Where(payload => payload["op"] is JsonValue value && value.TryGetValue<int>(out var number) && number == op);

    public void Send(string text) => outbox.Writer.TryWrite((text, 0, ""));

    public void Send(int op, JsonNode? content) => Send(new JsonObject { ["op"] = op, ["d"] = content, ["s"] = null, ["t"] = null }.ToJsonString());

    /// <summary>Closes with a code after what is to be sent.</summary>
    public void Close(int code, string reason)
    {
        ClosedByServer ??= code;
        outbox.Writer.TryWrite((null, code, reason));
        outbox.Writer.TryComplete();
    }

    /// <summary>Breaks the connection without a close frame.</summary>
    public void Drop() => context.Abort();

    /// <summary>Reads until the end. Gives each payload, or null and the reason for one that cannot be read.</summary>
    public async Task RunAsync(Action<JsonObject?, string> onPayload)
    {
        var writing = WriteAsync();
        try
        {
            while (await ReadAsync() is var (text, length, isBinary))
            {
                if (isBinary || length > 4096 || Parse(text) is not { } payload)
                {
                    onPayload(null, isBinary ? "binary frame" : length > 4096 ? $"{length} bytes" : "not JSON");
                    continue;
                }

                lock (gate)
                    received.Add(payload);
                onPayload(payload, "");
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection broke.
        }
        finally
        {
            IsOpen = false;
            outbox.Writer.TryComplete();
            Watchdog?.Dispose();
            await writing;
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<(string Text, long Length, bool IsBinary)?> ReadAsync()
    {
        var buffer = new byte[16 << 10];
        using var content = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, context.RequestAborted);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                ClosedByClient ??= ClosedByServer is null ? (int?)part.CloseStatus ?? 1005 : null;
                if (socket.State == WebSocketState.CloseReceived)
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", context.RequestAborted);
                return null;
            }

            content.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
                return (Encoding.UTF8.GetString(content.ToArray()), content.Length, part.MessageType == WebSocketMessageType.Binary);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var (text, code, reason) in outbox.Reader.ReadAllAsync(context.RequestAborted))
            {
                if (text is null)
                    await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, context.RequestAborted);
                else
                    await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection broke.
        }
    }
}
