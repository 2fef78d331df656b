using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Channels;

/// <summary>The gateway: connections, sessions and events. All runs under the gate of the world.</summary>
internal sealed partial class GatewayHub(DiscordWorld world)
{
    private readonly List<GatewayConnection> connections = [];
    private readonly List<GatewaySession> sessions = [];
    private bool isHeld;

    /// <summary>What HELLO says.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromMilliseconds(41_250);

    /// <summary>After how many intervals without a heartbeat a session ends.</summary>
    public double Patience { get; set; } = 1.5;

    /// <summary>How long a bot waits between two IDENTIFYs.</summary>
    public TimeSpan IdentifyInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a session without a connection can be resumed. The documentation gives no figure.</summary>
    public TimeSpan ResumeWindow { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>Whether heartbeats are acknowledged.</summary>
    public bool AnswersHeartbeats { get; set; } = true;

    /// <summary>How many of the next connections hear RECONNECT instead of HELLO.</summary>
    public int ReconnectsInsteadOfHello { get; set; }

    /// <summary>How many of the next RESUMEs are answered with INVALID_SESSION, and whether that is resumable.</summary>
    public (int Count, bool IsResumable) RefusedResumes { get; set; }

    /// <summary>How many of the next IDENTIFYs are answered with INVALID_SESSION.</summary>
    public int RefusedIdentifies { get; set; }

    /// <summary>How many of the next IDENTIFYs are refused with a close code, as for a token or intents that were taken away a moment ago.</summary>
    public (int Count, int Code) ClosedIdentifies { get; set; }

    /// <summary>All connections, oldest first, also those that ended.</summary>
    public IReadOnlyList<GatewayConnection> Connections
    {
        get
        {
            lock (world.Gate)
                return [.. connections];
        }
    }

    /// <summary>All sessions, oldest first, also those that are over.</summary>
    public IReadOnlyList<GatewaySession> Sessions
    {
        get
        {
            lock (world.Gate)
                return [.. sessions];
        }
    }

    /// <summary>The connections that have a session now.</summary>
    public IReadOnlyList<GatewayConnection> Online => [.. Connections.Where(connection => connection is { IsOpen: true, Session: not null, ClosedByServer: null })];

    /// <summary>Serves one connection until it ends.</summary>
    public async Task AcceptAsync(HttpContext context, bool isResumeAddress)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await using var connection = new GatewayConnection(context, socket, isResumeAddress, world.Now);
        lock (world.Gate)
        {
            connections.Add(connection);
            Greet(connection, context.Request.Query);
        }

        world.Changed();
        await connection.RunAsync((payload, trouble) =>
        {
            lock (world.Gate)
                Receive(connection, payload, trouble);
            world.Changed();
        });
        lock (world.Gate)
            End(connection);
        world.Changed();
    }

    /// <summary>Sends an event to each session that may have it. The content may be null for one that may not.</summary>
    public void Dispatch(string name, Func<GatewaySession, JsonObject?> content)
    {
        foreach (var session in sessions.Where(IsAlive))
        {
            if (content(session) is not { } made)
                continue;
            var added = session.Add(name, made);
            if (!isHeld)
                session.Connection?.Send(added.ToText());
        }

        world.Changed();
    }

    /// <summary>Keeps events back from the connections; a resume still replays them.</summary>
    public void Hold()
    {
        lock (world.Gate)
            isHeld = true;
    }

    /// <summary>Stops keeping back. The events meanwhile are sent if asked for, else they count as lost on the way.</summary>
    public void Release(int since, bool sends = true)
    {
        lock (world.Gate)
        {
            isHeld = false;
            foreach (var session in sessions.Where(session => sends && session.Connection is not null))
            {
                foreach (var late in session.Events.Where(late => late.Sequence > since))
                    session.Connection!.Send(late.ToText());
            }
        }
    }

    /// <summary>Sends the newest events one more time, with the same numbers.</summary>
    public void Repeat(int count) => Each(connection =>
    {
        foreach (var late in connection.Session!.Events.TakeLast(count))
            connection.Send(late.ToText());
    });

    /// <summary>Sends this text as it is.</summary>
    public void SendRaw(string text) => Each(connection => connection.Send(text));

    /// <summary>Asks for a heartbeat at once.</summary>
    public void AskHeartbeat() => Each(connection => connection.Send(1, null));

    /// <summary>Tells the clients to come again and resume.</summary>
    public void Reconnect() => Each(connection => connection.Send(7, null));

    /// <summary>Tells the clients that their session is invalid.</summary>
    /// <remarks>A client may resume on the same connection.</remarks>
    public void Invalidate(bool isResumable) => Each(connection =>
    {
        var session = connection.Session!;
        (session.IsOver, session.Connection, session.LostAt) = (!isResumable, null, world.Now);
        (connection.Session, connection.IsIdentified) = (null, false);
        connection.Send(9, isResumable);
    });

    /// <summary>Closes with a code. After 4007 and 4009 the session is lost.</summary>
    public void Close(int code, string reason = "") => Each(connection => Close(connection, code, reason));

    /// <summary>Breaks all connections without a word; the sessions can be resumed.</summary>
    public void Drop()
    {
        lock (world.Gate)
        {
            foreach (var connection in connections.Where(connection => connection.IsOpen))
                connection.Drop();
        }
    }

    /// <summary>Forgets all sessions: a resume is answered with INVALID_SESSION.</summary>
    public void LoseSessions()
    {
        lock (world.Gate)
            sessions.ForEach(session => session.IsOver = true);
    }

    private void Each(Action<GatewayConnection> act)
    {
        lock (world.Gate)
        {
            foreach (var connection in connections.Where(connection => connection is { IsOpen: true, Session: not null, ClosedByServer: null }))
                act(connection);
        }

        world.Changed();
    }

    private bool IsAlive(GatewaySession session) => !session.IsOver && (session.Connection is not null || world.Now - session.LostAt < ResumeWindow);

    private static void Close(GatewayConnection connection, int code, string reason)
    {
        if (code is 4004 or 4007 or 4009 or 4014 && connection.Session is { } session)
            session.IsOver = true;
        connection.Close(code, reason);
    }

    private void End(GatewayConnection connection)
    {
        if (connection.Session is not { } session || session.Connection != connection)
            return;
        (session.Connection, session.LostAt) = (null, world.Now);
        // A client that closes so does not want the session any more: the bot goes offline.
        session.IsOver |= connection.ClosedByClient is 1000 or 1001;
    }
}
