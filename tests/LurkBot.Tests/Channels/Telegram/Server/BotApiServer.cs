using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Channels;

/// <summary>A Bot API server for tests, as strict as the real one, on a loopback socket. Tests play the people; a bot's program talks to <see cref="BaseUrl"/>.</summary>
/// <remarks>Its clock is the <see cref="TimeProvider"/>. What a bot sends that no method has is a problem that fails the test at the end.</remarks>
internal sealed partial class BotApiServer : IAsyncDisposable
{
    private readonly TelegramWorld world;
    private readonly BotApiHttp http;

    private BotApiServer(TimeProvider time)
    {
        world = new TelegramWorld(time);
        http = new BotApiHttp(world);
    }

    /// <summary>The root for clients, such as http://127.0.0.1:5000, without a slash at the end.</summary>
    public string BaseUrl => http.Address;

    /// <summary>What bots sent that no method of the real server has. A test of refusals clears it.</summary>
    public List<string> Problems => http.Problems;

    /// <summary>Whether <c>sendRichMessage</c> and its kin exist; older servers answer 404.</summary>
    public bool HasRichMessages
    {
        get => world.HasRichMessages;
        set => world.HasRichMessages = value;
    }

    /// <summary>A server without a socket, for programs that reach it through <see cref="HandleAsync"/>.</summary>
    public static BotApiServer Create(TimeProvider time) => new(time);

    /// <summary>Answers a request that came some other way than through the socket.</summary>
    public Task HandleAsync(HttpContext context) => http.HandleAsync(context);

    public static async Task<BotApiServer> StartAsync(TimeProvider? time = null)
    {
        var server = new BotApiServer(time ?? TimeProvider.System);
        await server.http.StartAsync();
        return server;
    }

    /// <summary>Closes the port: clients cannot connect until <see cref="ComeOnlineAsync"/>.</summary>
    public Task GoOfflineAsync() => http.StopAsync();

    public Task ComeOnlineAsync() => http.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await http.StopAsync();
        Assert.Empty(Problems);
    }

    /// <summary>Makes the next requests of a method go wrong. Faults of one method are used up in order.</summary>
    /// <param name="method">The method; null for every one but <c>getUpdates</c>; "file" for downloads.</param>
    /// <param name="kind">How.</param>
    /// <param name="times">How many requests.</param>
    /// <param name="refusal">The refusal of <see cref="FaultKind.Refuse"/>.</param>
    /// <param name="skip">How many requests pass before.</param>
    public Fault Fail(string? method, FaultKind kind, int times = 1, BotApiException? refusal = null, int skip = 0)
    {
        var fault = new Fault { Method = method, Kind = kind, Times = times, Refusal = refusal, Skip = skip };
        http.Add(fault);
        return fault;
    }

    /// <summary>Ends the long poll that waits with the conflict that a second poller causes. False when none waits.</summary>
    public bool StealPoll(ServerBot? bot = null) => Bot(bot).Updates.EndPoll();

    /// <summary>Delivers an update of any kind with the next id, if the bot wants that kind.</summary>
    public void Inject(string kind, JsonObject content, ServerBot? bot = null) => Bot(bot).Updates.Add(kind, content, world.Now);

    /// <summary>Delivers this JSON in the place of an update, one time.</summary>
    public void InjectRaw(string json, ServerBot? bot = null) => Bot(bot).Updates.AddRaw(JsonNode.Parse(json)!);

    /// <summary>Delivers the newest updates one more time, with the same ids.</summary>
    public void RepeatUpdates(int count, ServerBot? bot = null) => Bot(bot).Updates.Repeat(count);

    /// <summary>Keeps new updates back until <see cref="ReleaseUpdates"/>.</summary>
    public void HoldUpdates(ServerBot? bot = null) => Bot(bot).Updates.Holds = true;

    /// <summary>Delivers what was held, in another order if the test wants one.</summary>
    public void ReleaseUpdates(Func<IReadOnlyList<QueuedUpdate>, IEnumerable<QueuedUpdate>>? order = null, ServerBot? bot = null) => Bot(bot).Updates.Release(order);

    private ServerBot Bot(ServerBot? bot) => bot ?? world.Bots[0];
}
