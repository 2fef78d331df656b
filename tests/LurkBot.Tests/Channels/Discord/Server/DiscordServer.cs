using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Channels;

/// <summary>A Discord for tests, as strict as the real one, on a loopback socket: the REST API and the gateway, version 10. Tests play the people.</summary>
/// <remarks>Its clock is the <see cref="TimeProvider"/>. What no good client sends to the real server is a problem that fails the test at the end.</remarks>
internal sealed partial class DiscordServer : IAsyncDisposable
{
    private readonly DiscordWorld world;
    private readonly RestServer rest;
    private readonly RestRoutes routes;

    private DiscordServer(TimeProvider time)
    {
        world = new DiscordWorld(time);
        Gateway = new GatewayHub(world);
        Limits = new RestLimits(world);
        routes = new RestRoutes(world, Gateway);
        rest = new RestServer(world, Gateway, routes, Limits);
    }

    /// <summary>The root, such as http://127.0.0.1:5000, without a slash at the end. The API is at /api/v10.</summary>
    public string BaseUrl => world.Root;

    /// <summary>The connections and sessions, and what goes wrong with them.</summary>
    public GatewayHub Gateway { get; }

    public RestLimits Limits { get; }

    /// <summary>What bots sent that no good client sends. A test of refusals clears it.</summary>
    public List<string> Problems => world.Problems;

    /// <summary>Whether fields that no documentation names are passed over, as the real server does. discord.js sends some.</summary>
    public bool IgnoresUnknownFields
    {
        get => world.IgnoresUnknownFields;
        set => world.IgnoresUnknownFields = value;
    }

    /// <summary>How long a nonce is remembered.</summary>
    public TimeSpan NonceWindow
    {
        get => routes.NonceWindow;
        set => routes.NonceWindow = value;
    }

    /// <summary>All requests, oldest first.</summary>
    public IReadOnlyList<DiscordRequest> Requests => rest.Log;

    /// <summary>A server without a socket, for programs that reach it through <see cref="HandleAsync"/>.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="root">The root of its addresses.</param>
    public static DiscordServer Create(TimeProvider time, string root)
    {
        var server = new DiscordServer(time);
        server.world.Root = root;
        return server;
    }

    /// <summary>Answers a request that came some other way than through the socket.</summary>
    public Task HandleAsync(HttpContext context) => rest.HandleAsync(context);

    public static async Task<DiscordServer> StartAsync(TimeProvider? time = null)
    {
        var server = new DiscordServer(time ?? TimeProvider.System);
        await server.rest.StartAsync();
        return server;
    }

    /// <summary>Closes the port and breaks all connections: clients cannot connect until <see cref="ComeOnlineAsync"/>.</summary>
    public Task GoOfflineAsync() => rest.StopAsync();

    public Task ComeOnlineAsync() => rest.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await rest.StopAsync();
        Assert.Empty(Problems);
    }

    /// <summary>Makes the next requests of a route go wrong. Faults of one route are used up in order.</summary>
    /// <param name="route">The verb and the path with variable parts in braces, such as "POST /channels/{channel}/messages"; "GET /attachments" for
    /// downloads; "GATEWAY" for WebSockets; null for every request.</param>
    /// <param name="kind">How.</param>
    /// <param name="times">How many requests.</param>
    /// <param name="refusal">The refusal of <see cref="FaultKind.Refuse"/>.</param>
    /// <param name="skip">How many requests pass before.</param>
    /// <param name="path">What the path must have in it; null for anything.</param>
    public DiscordFault Fail(string? route, FaultKind kind, int times = 1, RestRefusal? refusal = null, int skip = 0, string? path = null)
    {
        var fault = new DiscordFault { Route = route, Kind = kind, Times = times, Refusal = refusal, Skip = skip, Path = path };
        rest.Add(fault);
        return fault;
    }

    private DiscordBot Bot(DiscordBot? bot) => bot ?? world.Bots[0];

    private void Change(Action change)
    {
        lock (world.Gate)
            change();
        world.Changed();
    }

    private T Change<T>(Func<T> change)
    {
        T made;
        lock (world.Gate)
            made = change();
        world.Changed();
        return made;
    }
}
