using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LurkBot.Tests.Simulation;

/// <summary>The connection of a request to a simulated server: it can be aborted from both sides, and become a WebSocket.</summary>
internal sealed class SimConnection(params CancellationToken[] gone) : IHttpRequestLifetimeFeature, IHttpWebSocketFeature, IDisposable
{
    private readonly CancellationTokenSource aborted = gone.Length == 0 ? new() : CancellationTokenSource.CreateLinkedTokenSource(gone);

    public bool IsAborted { get; private set; }

    public CancellationToken RequestAborted
    {
        get => aborted.Token;
        set => throw new NotSupportedException();
    }

    public bool IsWebSocketRequest => Upgrade is not null;

    /// <summary>Gives the server's end of a WebSocket; null where none is asked for.</summary>
    public Func<WebSocket>? Upgrade { get; init; }

    /// <summary>Puts it under a request.</summary>
    public void Serve(HttpContext context)
    {
        context.Features.Set<IHttpRequestLifetimeFeature>(this);
        if (Upgrade is not null)
            context.Features.Set<IHttpWebSocketFeature>(this);
    }

    public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => Task.FromResult(Upgrade!());

    public void Abort()
    {
        IsAborted = true;
        aborted.Cancel();
    }

    public void Dispose() => aborted.Dispose();
}
