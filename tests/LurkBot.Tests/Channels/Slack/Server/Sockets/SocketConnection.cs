using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>One WebSocket of an app.</summary>
internal sealed class SocketConnection(SocketHub hub, WorkspaceApp app, WebSocket socket, GatedStream? stream, int number, TimeSpan lifetime) : IAsyncDisposable
{
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Warning = TimeSpan.FromSeconds(10);
    private readonly SemaphoreSlim sending = new(1);
    private readonly List<ITimer> timers = [];

    public WorkspaceApp App { get; } = app;

    /// <summary>Counts the connections of the server from one.</summary>
    public int Number { get; } = number;

    /// <summary>Whether envelopes may be sent on it.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether the client closed it with a close frame.</summary>
    public bool WasClosedByClient { get; private set; }

    /// <summary>All that the client sent, oldest first.</summary>
    public List<string> Received { get; } = [];

    /// <summary>The reasons of the <c>disconnect</c> messages that were sent.</summary>
    public List<string> Disconnects { get; } = [];

    /// <summary>From now on nothing arrives in either direction, not even pings; the connection stays.</summary>
    public void GoSilent() => stream!.IsSilent = true;

    /// <summary>Breaks the connection without a close frame.</summary>
    public void Drop()
    {
        IsOpen = false;
        socket.Abort();
    }

    /// <summary>Says that the connection ends in ten seconds; it works until then.</summary>
    public Task WarnAsync()
    {
        Start(Warning, () => RefreshAsync());
        return DisconnectAsync("warning");
    }

    /// <summary>Ends the connection as the server does every few hours.</summary>
    public Task RefreshAsync(string reason = "refresh_requested")
    {
        lock (hub.Gate)
            IsOpen = false;
        return EndAsync(reason);
    }

    public Task SendAsync(JsonObject message) => SendTextAsync(message.ToJsonString());

    /// <summary>Sends any text.</summary>
    public async Task SendTextAsync(string text)
    {
        await sending.WaitAsync();
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone; the envelope comes again.
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Greets the client; from then on it gets envelopes. Called under the gate, so that the greeting is the first message.</summary>
    /// <param name="count">The connections of the app, this one among them.</param>
    public Task GreetAsync(int count)
    {
        IsOpen = true;
        if (stream is not null)
            Start(PingInterval, () => stream.PingAsync(), PingInterval);
        Start(lifetime - Warning, WarnAsync);
        return SendAsync(new JsonObject
        {
            ["type"] = "hello",
            ["num_connections"] = count,
            ["debug_info"] = DebugInfo((int)lifetime.TotalSeconds),
            ["connection_info"] = new JsonObject { ["app_id"] = App.Id },
        });
    }

    /// <summary>Reads what the client sends, until the connection ends.</summary>
    public async Task RunAsync()
    {
        hub.Changed();
        await ReadAsync();
    }

    /// <summary>Sends the client away instead of a greeting.</summary>
    public async Task RefuseAsync()
    {
        await EndAsync("too_many_websockets");
        await ReadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        IsOpen = false;
        foreach (var timer in timers.ToList())
            await timer.DisposeAsync();
        socket.Dispose();
        if (stream is not null)
            await stream.DisposeAsync();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 << 10];
        using var message = new MemoryStream();
        try
        {
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                var part = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    WasClosedByClient = socket.State == WebSocketState.CloseReceived;
                    if (WasClosedByClient)
                        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    return;
                }

                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage)
                    continue;
                Take(part.MessageType, Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length));
                message.SetLength(0);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone without a word.
        }
        finally
        {
            IsOpen = false;
        }
    }

    private void Take(WebSocketMessageType type, string text)
    {
        lock (hub.Gate)
            Received.Add(text);
        try
        {
            if (type == WebSocketMessageType.Text && JsonNode.Parse(text) is JsonObject { Count: > 0 } json && (string?)json["envelope_id"] is { } id
                && json.All(field => field.Key is "envelope_id" or "payload"))
                hub.Acknowledge(this, id, json["payload"]);
            else
                hub.AddProblem($"The client sent on a socket what is no acknowledgement: {text}");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            hub.AddProblem($"The client sent on a socket what is no JSON: {text}");
        }
    }

    private async Task EndAsync(string reason)
    {
        await DisconnectAsync(reason);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception e) when (e is WebSocketException or IOException or InvalidOperationException)
        {
            // It was closed already.
        }
    }

    private Task DisconnectAsync(string reason)
    {
        lock (hub.Gate)
            Disconnects.Add(reason);
        return SendAsync(new JsonObject { ["type"] = "disconnect", ["reason"] = reason, ["debug_info"] = DebugInfo(null) });
    }

    private void Start(TimeSpan wait, Func<Task> act, TimeSpan? period = null) =>
        timers.Add(hub.Time.CreateTimer(_ => _ = QuietlyAsync(act), null, wait, period ?? Timeout.InfiniteTimeSpan));

    private static async Task QuietlyAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection has ended.
        }
    }

    private static JsonObject DebugInfo(int? seconds)
    {
        var info = new JsonObject { ["host"] = "applink-7fc4fdbb64-4x5xq" };
        if (seconds is not null)
            (info["build_number"], info["approximate_connection_time"]) = (54, seconds);
        return info;
    }
}
