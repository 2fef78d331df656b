using LurkBot.Channels;
using LurkBot.Configuration;
using LurkBot.Context;
using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Exchange;
using LurkBot.Gateway;
using LurkBot.Models;
using LurkBot.Planning;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Subagents;
using LurkBot.Tests.Turns;
using LurkBot.Turns;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace LurkBot.Tests.Channels;

/// <summary>A home with a gateway's platform, on files and sockets; it can be ended and begun again.</summary>
/// <param name="model">What is asked; null says each message again.</param>
internal abstract class PlatformHome(IChatClient? model) : IModelClients, IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private ChannelHub? hub;
    private Task running = Task.CompletedTask;
    private FileSessionStore? store;
    private Assistant? assistant;

    public IChatClient Model { get; } = model ?? new ScriptedModel((messages, _, _) => ScriptedModel.Text($"You said: {messages[^1].Text}"));

    public LurkBotOptions Options { get; } = new() { Home = "" };

    /// <summary>What turns voice messages into text.</summary>
    public ITranscriber? Transcriber { get; set; }

    public string Path => folder.Path;

    public SqliteDeliveryLedger Ledger { get; private set; } = null!;

    public PairingBook Pairing { get; private set; } = null!;

    public Assistant Assistant => assistant!;

    public AssistantServices Services { get; private set; } = null!;

    public IChatClient Create(string model, Action<string>? onNote = null) => Model;

    public ValueTask<ResolvedModel> ChooseDefaultAsync(ModelCatalogue catalogue, CancellationToken cancellationToken) => new(new ResolvedModel(ModelNames.Offline, "test"));

    public TokenCounter CounterOf(ModelProvider provider) => RatioTokenCounter.Instance;

    /// <summary>Ends; turns under way may end first.</summary>
    public async Task StopAsync()
    {
        await hub!.StopAsync(TimeSpan.FromSeconds(5));
        await running;
        await hub.DisposeAsync();
        await assistant!.DisposeAsync();
        hub = null;
    }

    /// <summary>Lets turns end within a time, as a gateway that stops does; it is to be stopped after that.</summary>
    public Task<DrainOutcome> DrainAsync(TimeSpan drain) => hub!.StopAsync(drain);

    /// <summary>Has schedules run that are due, as a gateway does every second.</summary>
    public async Task FireAsync(ScheduleBook book)
    {
        using var closing = new TurnClosing();
        using var recovery = new SessionRecovery(store!, new TurnRuns(Assistant, TimeProvider.System, closing), NullLogger<SessionRecovery>.Instance, hub);
        using var loop = new ScheduleLoop(book, store!, Assistant, closing, recovery, TimeProvider.System, NullLoggerFactory.Instance, hub);
        await loop.LookAsync(default);
    }

    /// <summary>The entries of a session.</summary>
    public async Task<IReadOnlyList<Entry>> ReadAsync(string key)
    {
        await using var session = await OpenAsync(key);
        return session is null ? [] : await session.ReadAllAsync(default);
    }

    /// <summary>A session; null when there is none.</summary>
    public ValueTask<IStoredSession?> OpenAsync(string key) => store!.OpenAsync(SessionKey.Parse(key), default);

    /// <summary>The keys of all sessions.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync() => [.. (await store!.ListAsync(default)).Sessions.Select(info => info.Key.ToString()).Order(StringComparer.Ordinal)];

    /// <summary>Waits until nothing is under way in the ledger.</summary>
    public async Task<LedgerRows> SettledAsync()
    {
        LedgerRows? rows = null;
        await Poll.UntilAsync(async () => (rows = await Ledger.ReadAsync(new LedgerFilter(), default)).Inbound.All(row => row.IsOver) && rows.Outbound.All(row => row.IsOver));
        return rows!;
    }

    /// <summary>Waits until all is over; every part is known to have been sent.</summary>
    public async Task SentAsync() => Assert.All((await SettledAsync()).Outbound, row => Assert.True(row.State is OutboundState.Sent, $"{row.State}: {row.Reason}"));

    public async ValueTask DisposeAsync()
    {
        if (hub is not null)
            await StopAsync();
        folder.Dispose();
    }

    /// <summary>Begins, as a gateway does.</summary>
    protected async Task BeginAsync(IChannel channel)
    {
        Options.Home = folder.Path;
        store = new FileSessionStore(folder.Path, TimeProvider.System);
        Services = new AssistantServices(new LoadedConfiguration(Options, [], [], []), store, () => this, () => throw new LurkBotException("There is no sandbox here."), (html, _) => html, () => [], _ => { }, TimeProvider.System);
        var closing = new TurnClosing();
        assistant = new Assistant(Services, new SessionRunnerOptions { Serves = _ => true, Leaving = closing.Leaving }, new SessionHubOptions(), compactsInBackground: false);
        SessionExchange.Attach(Services, assistant);
        SubagentDesk.Attach(Services, assistant, new SubagentFolder(Services.Options.Home).Read);
        Ledger = SqliteDeliveryLedger.Open(folder.Path, TimeProvider.System);
        Pairing = new PairingBook(folder.Path, TimeProvider.System);
        hub = new ChannelHub(new ChannelServices(Services, assistant, Ledger, Pairing, NullLoggerFactory.Instance) { Transcriber = Transcriber, Closing = closing }, [channel]);
        await hub.RecoverAsync(default);
        running = hub.RunAsync();
    }
}
