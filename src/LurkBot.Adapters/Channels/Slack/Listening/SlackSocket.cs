using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using LurkBot.Models;

namespace LurkBot.Channels;

/// <summary>One connection of Socket Mode. It is asked every few seconds whether it lives, and ends when it does not answer (CHANNELS S6, N6). Receiving is for one caller at a time; acknowledging is thread-safe.</summary>
internal sealed class SlackSocket : IAsyncDisposable
{
    private const int LongestFrame = 8 << 20;

    private readonly WebSocket socket;
    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly TimeProvider time;
    private readonly SlackTimes times;

    private SlackSocket(WebSocket socket, TimeProvider time, SlackTimes times) => (this.socket, this.time, this.times) = (socket, time, times);

    /// <summary>Whether Slack closed it, or answered its close.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Connects.</summary>
    /// <param name="place">Where, for one use.</param>
    /// <param name="connect">Opens the WebSocket, which asks by itself whether it lives.</param>
    /// <param name="time">The clock.</param>
    /// <param name="times">How long it waits.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="WebSocketException">It could not connect.</exception>
    public static async Task<SlackSocket> ConnectAsync(Uri place, Func<Uri, CancellationToken, Task<WebSocket>> connect, TimeProvider time, SlackTimes times, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(times.Hello, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        return new SlackSocket(await connect(place, either.Token), time, times);
    }

    /// <summary>Opens WebSockets over the network.</summary>
    /// <param name="times">How long they wait.</param>
    public static Func<Uri, CancellationToken, Task<WebSocket>> Network(SlackTimes times) => async (place, cancellationToken) =>
    {
        var opened = new ClientWebSocket();
        opened.Options.KeepAliveInterval = times.Ping;
        opened.Options.KeepAliveTimeout = times.Pong;
        opened.Options.Proxy = ProviderProxy.OfEnvironment;
        try
        {
            await opened.ConnectAsync(place, cancellationToken);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    };

    /// <summary>Waits for a frame.</summary>
    /// <returns>The text of the frame; null once the connection has ended.</returns>
    public async Task<string?> ReceiveAsync()
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        while (true)
        {
            ValueWebSocketReceiveResult result;
            try
            {
                result = await socket.ReceiveAsync(bytes.GetMemory(4096), CancellationToken.None);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                return null;
            }

            IsClosed |= result.MessageType is WebSocketMessageType.Close;
            if (IsClosed || bytes.WrittenCount + result.Count > LongestFrame)
                return null;
            bytes.Advance(result.Count);
            if (!result.EndOfMessage)
                continue;
            if (result.MessageType is WebSocketMessageType.Text)
                return Encoding.UTF8.GetString(bytes.WrittenSpan);
            bytes.ResetWrittenCount();
        }
    }

    /// <summary>Acknowledges an envelope on the connection on which it came (CHANNELS S7).</summary>
    /// <param name="envelope">Its id.</param>
    /// <returns>False when the connection has ended: what was not acknowledged comes again.</returns>
    public async Task<bool> AcknowledgeAsync(string envelope)
    {
        try
        {
            var frame = Encoding.UTF8.GetBytes($"{{\"envelope_id\":\"{JsonEncodedText.Encode(envelope)}\"}}");
            using var late = new CancellationTokenSource(times.Pong, time);
            await sending.WaitAsync(late.Token);
            try
            {
                await socket.SendAsync(frame.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, late.Token);
                return true;
            }
            finally
            {
                sending.Release();
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Sends a close frame: to a socket that is only dropped Slack keeps sending events for a while, and they are lost (CHANNELS S3).</summary>
    public async Task CloseAsync()
    {
        try
        {
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, late.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It is closed.
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        sending.Dispose();
        return ValueTask.CompletedTask;
    }
}
