using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Channels;

/// <summary>A Slack workspace for tests, as strict as the real platform, on a loopback socket: Web API and Socket Mode. Tests play the people; an app's program talks to <see cref="ApiUrl"/>.</summary>
/// <remarks>Its clock is the <see cref="TimeProvider"/>. What an app sends that the real server does not know is a problem that fails the test at the end.</remarks>
internal sealed partial class SlackServer : IAsyncDisposable
{
    private readonly SlackWorld world;
    private readonly SlackHttp http;

    private SlackServer(TimeProvider time)
    {
        world = new SlackWorld(time);
        http = new SlackHttp(world);
    }

    /// <summary>The root, such as http://127.0.0.1:5000, without a slash at the end.</summary>
    public string BaseUrl => world.Root;

    /// <summary>The address of the Web API, such as http://127.0.0.1:5000/api/.</summary>
    public string ApiUrl => world.Root + "/api/";

    public string Team => world.Team;

    /// <summary>What apps sent that the real server does not know or what leads to trouble there. A test of refusals clears it.</summary>
    public IReadOnlyList<string> Problems => http.Problems;

    /// <summary>The sockets, open and closed, and all that was delivered on them.</summary>
    public SocketHub Sockets => http.Sockets;

    /// <summary>How long an app may edit its messages; null for always.</summary>
    public TimeSpan? EditWindow
    {
        get => world.EditWindow;
        set => world.EditWindow = value;
    }

    /// <summary>Whether the messages of completed uploads are kept back until <see cref="ReleaseShares"/>.</summary>
    public bool HoldsShares
    {
        get => world.HoldsShares;
        set => world.HoldsShares = value;
    }

    /// <summary>A server without a socket, for programs that reach it through <see cref="HandleAsync"/>.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="root">The root of its addresses.</param>
    public static SlackServer Create(TimeProvider time, string root)
    {
        var server = new SlackServer(time);
        server.world.Root = root;
        return server;
    }

    /// <summary>Answers a request that came some other way than through the socket.</summary>
    public Task HandleAsync(HttpContext context) => http.HandleAsync(context);

    public static async Task<SlackServer> StartAsync(TimeProvider? time = null)
    {
        var server = new SlackServer(time ?? TimeProvider.System);
        await server.http.StartAsync();
        return server;
    }

    public void ClearProblems() => http.ClearProblems();

    /// <summary>Closes the port and all sockets: clients cannot connect until <see cref="ComeOnlineAsync"/>.</summary>
    public Task GoOfflineAsync() => http.StopAsync();

    public Task ComeOnlineAsync() => http.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await http.StopAsync();
        await Sockets.DisposeAsync();
        Assert.Empty(Problems);
    }

    /// <summary>Makes the next requests of a method go wrong. Faults of one method are used up in order.</summary>
    /// <param name="method">The method; upload, download, response_url or socket for the other addresses; null for every one but those that open sockets.</param>
    /// <param name="kind">How.</param>
    /// <param name="times">How many requests.</param>
    /// <param name="refusal">The refusal of <see cref="FaultKind.Refuse"/>.</param>
    /// <param name="skip">How many requests pass before.</param>
    public SlackFault Fail(string? method, FaultKind kind, int times = 1, SlackException? refusal = null, int skip = 0)
    {
        var fault = new SlackFault { Method = method, Kind = kind, Times = times, Refusal = refusal, Skip = skip };
        http.Add(fault);
        return fault;
    }

    /// <summary>Refuses a method with 429 for so many seconds from now on.</summary>
    public void Limit(string method, int seconds, WorkspaceApp? app = null) => App(app).Limits.Ban(method, seconds, world.Now);

    /// <summary>Delivers an event of any kind to an app that is subscribed to it.</summary>
    public void Inject(string subscription, JsonObject content, WorkspaceApp? app = null) => http.Events.Send(App(app), subscription, "", content);

    /// <summary>Delivers the newest event one more time, with the same event_id.</summary>
    public void RepeatEvent() => Sockets.Repeat(Sockets.Envelopes.Last(envelope => envelope.Type == "events_api"));

    /// <summary>Keeps new deliveries back until <see cref="ReleaseEvents"/>.</summary>
    public void HoldEvents() => Sockets.Holds = true;

    /// <summary>Delivers what was held, in another order if the test wants one.</summary>
    public void ReleaseEvents(Func<IReadOnlyList<SocketEnvelope>, IEnumerable<SocketEnvelope>>? order = null) => Sockets.Release(order);

    /// <summary>Writes the messages of uploads that were kept back.</summary>
    public void ReleaseShares()
    {
        lock (world.Gate)
        {
            world.HeldShares.ForEach(share => share());
            world.HeldShares.Clear();
        }

        world.Changed();
    }

    private WorkspaceApp App(WorkspaceApp? app) => app ?? world.Apps[0];
}
