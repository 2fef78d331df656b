using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Simulation;

/// <summary>
/// The network under one WebSocket between a process and a platform: frames take their time and keep their order; it breaks now and then, and each side may notice
/// that long after the other.
/// </summary>
internal sealed class SimLink
{
    private readonly SimWorld world;
    private readonly SimProcess process;
    private readonly TimeSpan? noticesWithin;
    private readonly SimSocket client, server;
    private readonly Queue<Action> toClient = new(), toServer = new();
    private TimeSpan clientDue, serverDue;
    private bool isBroken;

    private SimLink(SimWorld world, SimProcess process, TimeSpan? noticesWithin)
    {
        (this.world, this.process, this.noticesWithin) = (world, process, noticesWithin);
        (client, server) = (new SimSocket(this), new SimSocket(this));
    }

    /// <summary>Opens WebSockets from a process to a platform.</summary>
    /// <param name="world">The world.</param>
    /// <param name="process">The process.</param>
    /// <param name="platform">The platform.</param>
    /// <param name="noticesWithin">When the client's own pings notice a dead connection; null for a client without.</param>
    public static Func<Uri, CancellationToken, Task<WebSocket>> To(SimWorld world, SimProcess process, SimPlatform platform, TimeSpan? noticesWithin) => async (place, cancellationToken) =>
    {
        await process.PassAsync().WaitAsync(cancellationToken);
        if (!world.IsCalm && world.Clock.Random.NextDouble() < world.Manners.Lost)
            throw new WebSocketException("No connection.");
        var link = new SimLink(world, process, noticesWithin);
        if (!link.Connect(place, platform))
            throw new WebSocketException("The server does not accept it.");
        await process.PassAsync().WaitAsync(cancellationToken);
        return link.client;
    };

    /// <summary>Carries a frame to the other end.</summary>
    public void Send(SimSocket from, byte[] content, WebSocketMessageType type)
    {
        if (!world.IsCalm && !isBroken && world.Clock.Random.NextDouble() < world.Manners.Lost / 6)
            Break();
        if (isBroken)
            return;
        var to = from == client ? server : client;
        Carry(to, () => to.Arrive(content, type));
    }

    /// <summary>An end is given up; the other hears of it after what was sent before.</summary>
    public void End(SimSocket from)
    {
        if (isBroken)
            return;
        var to = from == client ? server : client;
        Carry(to, to.Break);
    }

    private bool Connect(Uri place, SimPlatform platform)
    {
        var isAccepted = false;
        var connection = new SimConnection
        {
            Upgrade = () =>
            {
                isAccepted = true;
                return server;
            },
        };
        var context = new DefaultHttpContext { Request = { Method = "GET", Path = PathString.FromUriComponent(place), QueryString = new QueryString(place.Query) } };
        connection.Serve(context);
        process.Killed.Register(Die);
        _ = platform.HandleAsync(context);
        if (isAccepted)
            world.Trace($"{platform.Name} is connected");
        return isAccepted;
    }

    private void Carry(SimSocket to, Action arrive)
    {
        var isClient = to == client;
        var due = world.Clock.Elapsed + world.Manners.Latency(world.Clock.Random);
        // What was sent later does not arrive earlier.
        due = isClient ? clientDue = due > clientDue ? due : clientDue : serverDue = due > serverDue ? due : serverDue;
        var line = isClient ? toClient : toServer;
        line.Enqueue(arrive);
        world.Clock.Schedule(due - world.Clock.Elapsed, isClient ? process : null, () => line.Dequeue()());
    }

    /// <summary>Nothing passes any more.</summary>
    private void Break()
    {
        isBroken = true;
        world.Trace("a connection breaks");
        var random = world.Clock.Random;
        if (random.Next(2) == 0)
            world.Clock.Schedule(world.Manners.Latency(random), process, client.Break);
        else if (noticesWithin is { } within)
            world.Clock.Schedule(within, process, client.Break);
        LeaveServer();
    }

    /// <summary>The process is gone.</summary>
    private void Die()
    {
        if (isBroken)
            return;
        isBroken = true;
        LeaveServer();
    }

    private void LeaveServer()
    {
        var random = world.Clock.Random;
        world.Clock.Schedule(!world.IsCalm && random.Next(3) == 0 ? TimeSpan.FromSeconds(random.Next(1, 90)) : world.Manners.Latency(random), null, server.Break);
    }
}
