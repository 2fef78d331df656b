using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using LurkBot.Channels.Wire;
using LurkBot.Models;

namespace LurkBot.Channels;

/// <summary>One WebSocket to the gateway: whole messages in both directions. One may read and several may send at a time.</summary>
internal sealed class DiscordSocket : IAsyncDisposable
{
    /// <summary>Any code but 1000 and 1001, which would end the session (CHANNELS D3).</summary>
    private const int GoesOn = 4000;

    private const int MaximumMessage = 64 << 20;
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(2), PerMinute = TimeSpan.FromMinutes(1);

    /// <summary>Discord closes the connection after 120 in a minute (CHANNELS D8).</summary>
    private const int MostSent = 110;

    private readonly WebSocket socket;
    private readonly TimeProvider time;
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly byte[] buffer = new byte[16 << 10];
    private readonly Queue<DateTimeOffset> sent = new();

    private DiscordSocket(WebSocket socket, TimeProvider time) => (this.socket, this.time) = (socket, time);

    /// <summary>The code with which Discord closed; null when the connection broke.</summary>
    public int? Code => (int?)socket.CloseStatus;

    /// <summary>Connects.</summary>
    /// <param name="url">Where, with everything that belongs to it.</param>
    /// <param name="connect">Opens the WebSocket.</param>
    /// <param name="time">The clock.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="WebSocketException">It could not.</exception>
    public static async Task<DiscordSocket> OpenAsync(Uri url, Func<Uri, CancellationToken, Task<WebSocket>> connect, TimeProvider time, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        return new DiscordSocket(await connect(url, either.Token), new SteadyTime(time));
    }

    /// <summary>Opens a WebSocket over the network.</summary>
    /// <param name="url">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="WebSocketException">It could not.</exception>
    public static async Task<WebSocket> ConnectAsync(Uri url, CancellationToken cancellationToken)
    {
        var opened = new ClientWebSocket();
        opened.Options.Proxy = ProviderProxy.OfEnvironment;
        // The gateway has heartbeats of its own (CHANNELS N6).
        opened.Options.KeepAliveInterval = TimeSpan.Zero;
        try
        {
            await opened.ConnectAsync(url, cancellationToken);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next message.</summary>
    /// <param name="cancellationToken">Gives up, and with it the connection: nothing more may be read.</param>
    /// <returns>Null when the connection is over.</returns>
    /// <exception cref="JsonException">It is not a message of the gateway.</exception>
    public async Task<DiscordFrame?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var bytes = new MemoryStream();
            while (true)
            {
                // A read that is cancelled breaks the connection, and nothing could be said before it ends: it is left alone.
                var reading = socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None).AsTask();
                _ = reading.ContinueWith(static broken => _ = broken.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                var part = await reading.WaitAsync(cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                    return null;
                if (bytes.Length + part.Count > MaximumMessage)
                    throw new JsonException("A message of the gateway is too long.");
                bytes.Write(buffer, 0, part.Count);
                if (part.EndOfMessage)
                    return JsonSerializer.Deserialize(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), DiscordJson.Default.DiscordFrame) ?? throw new JsonException("A message of the gateway is empty.");
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Sends a message; what would be too many in a minute is left out.</summary>
    /// <param name="op">What it is.</param>
    /// <param name="write">Writes its content.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task SendAsync(int op, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("op", op);
            json.WritePropertyName("d");
            write(json);
            json.WriteEndObject();
        }

        await sending.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            while (sent.TryPeek(out var first) && first <= now - PerMinute)
                sent.Dequeue();
            if (sent.Count >= MostSent)
                return;
            sent.Enqueue(now);
            await socket.SendAsync(bytes.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The reader sees it too.
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Closes so that the session can go on later, also from another process.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var late = new CancellationTokenSource(Closing, time);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync((WebSocketCloseStatus)GoesOn, "", late.Token);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // It is closed already.
        }

        socket.Dispose();
        sending.Dispose();
    }
}
