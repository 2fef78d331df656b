using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LurkBot.Tests.Channels;

/// <summary>Socket Mode: tickets, connections, deliveries and what happens when nobody acknowledges.</summary>
internal sealed class SocketHub(SlackWorld world, Action<string> addProblem) : IAsyncDisposable
{
    private const int MaxConnections = 10;
    private static readonly TimeSpan TicketLifetime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AckTime = TimeSpan.FromSeconds(3);

    /// <summary>The waits before each new delivery of an event: at once, then after one minute, then after five.</summary>
    private static readonly TimeSpan[] Retries = [TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)];
    private readonly Dictionary<string, (WorkspaceApp App, DateTimeOffset Until)> tickets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (SocketEnvelope Envelope, SocketConnection Connection)> sent = new(StringComparer.Ordinal);
    private readonly List<SocketConnection> connections = [];
    private readonly List<SocketEnvelope> envelopes = [];
    private readonly List<SocketEnvelope> held = [];
    private readonly List<ITimer> timers = [];
    private int turn;

    public Lock Gate => world.Gate;

    public TimeProvider Time => world.Time;

    /// <summary>How long a connection lasts.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Chooses the connection of a delivery. Without it they take turns; the real server promises no order.</summary>
    public Func<IReadOnlyList<SocketConnection>, SocketConnection>? Choose { get; set; }

    /// <summary>Whether deliveries are kept back.</summary>
    public bool Holds { get; set; }

    public IReadOnlyList<SocketConnection> Connections
    {
        get
        {
            lock (Gate)
                return [.. connections];
        }
    }

    public IReadOnlyList<SocketEnvelope> Envelopes
    {
        get
        {
            lock (Gate)
                return [.. envelopes];
        }
    }

    public void Changed() => world.Changed();

    public void AddProblem(string problem) => addProblem(problem);

    /// <summary>A ticket for one connection, for thirty seconds.</summary>
    public string NewTicket(WorkspaceApp app)
    {
        var ticket = world.NewGuid();
        tickets[ticket] = (app, world.Now + TicketLifetime);
        return ticket;
    }

    /// <summary>Accepts a WebSocket, or answers 403 when its ticket is none, used or too old.</summary>
    public async Task AcceptAsync(HttpContext context)
    {
        var ticket = (string?)context.Request.Query["ticket"] ?? "";
        var inProcess = context.Features.Get<IHttpWebSocketFeature>();
        var (upgrade, key) = (context.Features.Get<IHttpUpgradeFeature>(), (string?)context.Request.Headers.SecWebSocketKey);
        if (inProcess is not { IsWebSocketRequest: true } && (upgrade is not { IsUpgradableRequest: true } || key is null))
        {
            context.Response.StatusCode = 400;
            return;
        }

        WorkspaceApp? app;
        lock (Gate)
            app = tickets.Remove(ticket, out var entry) && world.Now < entry.Until ? entry.App : null;
        if (app is null)
        {
            context.Response.StatusCode = 403;
            return;
        }

        if (inProcess is { IsWebSocketRequest: true })
            await ServeAsync(context, app, await inProcess.AcceptAsync(new WebSocketAcceptContext()), null);
        else
            await UpgradeAsync(context, app, upgrade!, key!);
    }

    private async Task UpgradeAsync(HttpContext context, WorkspaceApp app, IHttpUpgradeFeature upgrade, string key)
    {
        context.Response.Headers.Upgrade = "websocket";
        context.Response.Headers.Connection = "Upgrade";
#pragma warning disable CA5350 // RFC 6455, section 4.2.2, wants this hash.
        context.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        var stream = new GatedStream(await upgrade.UpgradeAsync());
        var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        await ServeAsync(context, app, socket, stream);
    }

    private async Task ServeAsync(HttpContext context, WorkspaceApp app, WebSocket socket, GatedStream? stream)
    {
        var lifetime = context.Request.Query["debug_reconnects"] == "true" ? TimeSpan.FromSeconds(360) : Lifetime;
        SocketConnection connection;
        var greeting = Task.CompletedTask;
        int count;
        lock (Gate)
        {
            connection = new SocketConnection(this, app, socket, stream, connections.Count + 1, lifetime);
            count = connections.Count(other => other.App == app && other.IsOpen) + 1;
            if (count <= MaxConnections)
            {
                connections.Add(connection);
                greeting = connection.GreetAsync(count);
            }
        }

        await using (connection)
        {
            using var stop = context.RequestAborted.Register(socket.Abort);
            await greeting;
            await (count <= MaxConnections ? connection.RunAsync() : connection.RefuseAsync());
        }

        Changed();
    }

    /// <summary>Delivers a payload to an app.</summary>
    public SocketEnvelope Send(WorkspaceApp app, string type, JsonObject payload, WorkspaceInteraction? interaction = null)
    {
        lock (Gate)
        {
            var envelope = new SocketEnvelope(app, type, payload) { Interaction = interaction };
            envelopes.Add(envelope);
            if (Holds)
                held.Add(envelope);
            else
                Deliver(envelope);
            return envelope;
        }
    }

    /// <summary>Delivers what was held, in another order if the test wants one.</summary>
    public void Release(Func<IReadOnlyList<SocketEnvelope>, IEnumerable<SocketEnvelope>>? order)
    {
        lock (Gate)
        {
            Holds = false;
            foreach (var envelope in order?.Invoke([.. held]) ?? [.. held])
                Deliver(envelope);
            held.Clear();
        }
    }

    /// <summary>Delivers an envelope one more time under a new id, as when the acknowledgement was lost.</summary>
    public void Repeat(SocketEnvelope envelope)
    {
        lock (Gate)
        {
            envelope.Attempt++;
            Deliver(envelope);
        }
    }

    public void Acknowledge(SocketConnection connection, string id, JsonNode? payload)
    {
        lock (Gate)
        {
            if (!sent.TryGetValue(id, out var delivery))
            {
                AddProblem($"The client acknowledged {id}, which was never sent.");
            }
            else if (delivery.Connection != connection)
            {
                AddProblem($"The client acknowledged {id} on another connection than it came on.");
            }
            else if (!delivery.Envelope.IsAcknowledged && delivery.Envelope.Ids[^1] == id)
            {
                var envelope = delivery.Envelope;
                var isEmpty = payload is null or JsonObject { Count: 0 };
                if (!isEmpty && envelope.Type == "events_api")
                    AddProblem($"The client answered the event {envelope.Event} with a payload: {payload!.ToJsonString()}");
                envelope.IsAcknowledged = true;
                Taken?.Invoke(envelope);
                envelope.Answer = isEmpty ? null : payload!.DeepClone();
                if (envelope.Interaction is { } interaction)
                {
                    interaction.Payload = envelope.Answer;
                    Answered?.Invoke(interaction);
                    interaction.Acknowledged.TrySetResult(true);
                }
            }
        }

        Changed();
    }

    /// <summary>Called with an envelope whose acknowledgement came, under the gate.</summary>
    public Action<SocketEnvelope>? Taken { get; set; }

    /// <summary>Called with an interaction whose acknowledgement came, under the gate.</summary>
    public Action<WorkspaceInteraction>? Answered { get; set; }

    /// <summary>Switches Socket Mode of an app off: all its connections end.</summary>
    public async Task DisableAsync(WorkspaceApp app)
    {
        app.IsSocketModeOn = false;
        foreach (var connection in Connections.Where(connection => connection.App == app && connection.IsOpen))
            await connection.RefreshAsync("link_disabled");
    }

    /// <summary>Breaks each connection. What was not acknowledged comes again.</summary>
    public void Drop()
    {
        foreach (var connection in Connections)
            connection.Drop();
    }

    public async ValueTask DisposeAsync()
    {
        List<ITimer> running;
        lock (Gate)
            running = [.. timers];
        foreach (var timer in running)
            await timer.DisposeAsync();
    }

    private void Deliver(SocketEnvelope envelope)
    {
        if (envelope.IsAcknowledged && envelope.Attempt == 0)
            return;
        var open = connections.FindAll(connection => connection.App == envelope.App && connection.IsOpen);
        if (open.Count == 0)
        {
            // What nobody could get the first time is lost.
            if (envelope.Attempt == 0)
                Lose(envelope);
            else
                Retry(envelope);
            return;
        }

        var connection = Choose?.Invoke(open) ?? open[turn++ % open.Count];
        var id = world.NewGuid();
        envelope.Ids.Add(id);
        envelope.Connections.Add(connection);
        sent[id] = (envelope, connection);
        var message = new JsonObject { ["envelope_id"] = id, ["payload"] = envelope.Payload.DeepClone(), ["type"] = envelope.Type, ["accepts_response_payload"] = envelope.Type != "events_api" };
        if (envelope.Type == "events_api")
            (message["retry_attempt"], message["retry_reason"]) = (envelope.Attempt, envelope.Attempt == 0 ? "" : "timeout");
        _ = connection.SendAsync(message);
        After(AckTime, () =>
        {
            if (!envelope.IsAcknowledged && envelope.Ids[^1] == id)
                Retry(envelope);
        });
    }

    private void Retry(SocketEnvelope envelope)
    {
        if (envelope.Type != "events_api" || envelope.Attempt >= Retries.Length)
        {
            Lose(envelope);
            return;
        }

        var wait = Retries[envelope.Attempt++];
        if (wait == TimeSpan.Zero)
            Deliver(envelope);
        else
            After(wait, () => Deliver(envelope));
    }

    private void Lose(SocketEnvelope envelope)
    {
        envelope.IsLost = true;
        // The person sees that the app did not answer.
        envelope.Interaction?.Acknowledged.TrySetResult(false);
        world.Changed();
    }

    private void After(TimeSpan wait, Action act) => timers.Add(Time.CreateTimer(
        _ =>
        {
            lock (Gate)
                act();
            Changed();
        },
        null, wait, Timeout.InfiniteTimeSpan));
}
