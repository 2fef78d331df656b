using System.Net.WebSockets;

namespace LurkBot.Tests.Simulation;

/// <summary>One end of a simulated WebSocket: whole frames, in order, without a thread or a clock of its own.</summary>
internal sealed class SimSocket(SimLink link) : WebSocket
{
    private readonly Queue<(byte[] Content, WebSocketMessageType Type)> arrived = new();
    private TaskCompletionSource? waiting;
    private WebSocketState state = WebSocketState.Open;
    private WebSocketCloseStatus? code;
    private int read;

    public override WebSocketCloseStatus? CloseStatus => code;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => state;

    public override string? SubProtocol => null;

    /// <summary>A frame arrives.</summary>
    public void Arrive(byte[] content, WebSocketMessageType type)
    {
        arrived.Enqueue((content, type));
        waiting?.TrySetResult();
    }

    /// <summary>The connection breaks.</summary>
    public void Break()
    {
        if (state is not (WebSocketState.Closed or WebSocketState.Aborted))
            state = WebSocketState.Aborted;
        waiting?.TrySetResult();
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        while (arrived.Count == 0)
        {
            if (state is not (WebSocketState.Open or WebSocketState.CloseSent))
                throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
            waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                await waiting.Task.WaitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                Abort();
                throw;
            }
        }

        var (content, type) = arrived.Peek();
        if (type is WebSocketMessageType.Close)
        {
            arrived.Dequeue();
            code = (WebSocketCloseStatus)BitConverter.ToInt32(content);
            state = state is WebSocketState.CloseSent ? WebSocketState.Closed : WebSocketState.CloseReceived;
            return new WebSocketReceiveResult(0, type, endOfMessage: true, code, null);
        }

        var count = Math.Min(buffer.Count, content.Length - read);
        content.AsSpan(read, count).CopyTo(buffer);
        read += count;
        if (read < content.Length)
            return new WebSocketReceiveResult(count, type, endOfMessage: false);
        arrived.Dequeue();
        read = 0;
        return new WebSocketReceiveResult(count, type, endOfMessage: true);
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (state is not (WebSocketState.Open or WebSocketState.CloseReceived))
            throw new WebSocketException(WebSocketError.InvalidState);
        link.Send(this, buffer.ToArray(), messageType);
        return Task.CompletedTask;
    }

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        if (state is not (WebSocketState.Open or WebSocketState.CloseReceived))
            throw new WebSocketException(WebSocketError.InvalidState);
        link.Send(this, BitConverter.GetBytes((int)closeStatus), WebSocketMessageType.Close);
        state = state is WebSocketState.CloseReceived ? WebSocketState.Closed : WebSocketState.CloseSent;
        return Task.CompletedTask;
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override void Abort()
    {
        if (state is not (WebSocketState.Closed or WebSocketState.Aborted))
            link.End(this);
        Break();
    }

    public override void Dispose() => Abort();
}
