using LurkBot.Channels;
using LurkBot.Configuration;
using LurkBot.Context;
using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Turns;
using LurkBot.Turns;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace LurkBot.Tests.Channels;

/// <summary>A home with a gateway's platform Discord, on files and sockets; it can be ended and begun again.</summary>
internal sealed class DiscordHome : IModelClients, IAsyncDisposable
{
    public static readonly DiscordTimes Times = new() { FirstWait = TimeSpan.FromMilliseconds(20), LongestWait = TimeSpan.FromMilliseconds(200), BetweenSessions = TimeSpan.FromMilliseconds(20), Invalid = TimeSpan.FromMilliseconds(10) };

    private readonly TemporaryFolder folder = new();
    private ChannelHub? hub;
    private Task running = Task.CompletedTask;
    private FileSessionStore? store;
    private Assistant? assistant;

    public DiscordHome(DiscordStage stage, IChatClient? model = null)
    {
        (Stage, Model) = (stage, model ?? new ScriptedModel((messages, _, _) => ScriptedModel.Text($"You said: {messages[^1].Text}")));
        (Discord.BotToken, Discord.BaseUrl) = (DiscordStage.Token, new Uri(stage.Server.BaseUrl + "/api"));
        Discord.Owners = [stage.Ada.Id];
    }

    public DiscordStage Stage { get; }

    public IChatClient Model { get; }

    public LurkBotOptions Options { get; } = new() { Home = "" };

    public ChannelOptions Discord => Options.Of<ChannelsOptions>().For("discord");

    /// <summary>What turns voice messages into text.</summary>
    public ITranscriber? Transcriber { get; set; }

    /// <summary>What the channel logs.</summary>
    public LogLines Log { get; } = new();

    public string Path => folder.Path;

    public SqliteDeliveryLedger Ledger { get; private set; } = null!;

    public PairingBook Pairing { get; private set; } = null!;

    public Assistant Assistant => assistant!;

    public AssistantServices Services { get; private set; } = null!;

    public IChatClient Create(string model, Action<string>? onNote = null) => Model;

    public ValueTask<ResolvedModel> ChooseDefaultAsync(ModelCatalogue catalogue, CancellationToken cancellationToken) => new(new ResolvedModel(ModelNames.Offline, "test"));

    public TokenCounter CounterOf(ModelProvider provider) => RatioTokenCounter.Instance;

    /// <summary>Begins, as a gateway does.</summary>
    public async Task<DiscordHome> StartAsync()
    {
        Options.Home = folder.Path;
        store = new FileSessionStore(folder.Path, TimeProvider.System);
        var services = Services = new AssistantServices(new LoadedConfiguration(Options, [], [], []), store, () => this, () => throw new LurkBotException("There is no sandbox here."), (html, _) => html, () => [], _ => { }, TimeProvider.System);
        assistant = new Assistant(services, new SessionRunnerOptions { Serves = _ => true }, new SessionHubOptions(), compactsInBackground: false);
        Ledger = SqliteDeliveryLedger.Open(folder.Path, TimeProvider.System);
        Pairing = new PairingBook(folder.Path, TimeProvider.System);
        hub = new ChannelHub(new ChannelServices(services, assistant, Ledger, Pairing, NullLoggerFactory.Instance) { Transcriber = Transcriber }, [DiscordChannel.Create(Discord, DiscordRendering.Markdown, TimeProvider.System, Log, Times)]);
        await hub.RecoverAsync(default);
        running = hub.RunAsync();
        // What people say before the gateway is there for the first time is not heard.
        await Stage.Server.UntilAsync(() => Stage.Server.Gateway.Online.Count == 1);
        await Poll.UntilAsync(async () => await Ledger.ReadCursorAsync($"discord/{Stage.Bot.Id}/session", default) is not null);
        return this;
    }

    /// <summary>The key of a session: a channel or person, with a thread.</summary>
    public static string Key(string chat, string type) => $"discord:{chat}:{type}";

    /// <summary>Ends; turns under way may end first.</summary>
    public async Task StopAsync()
    {
        await hub!.StopAsync(TimeSpan.FromSeconds(5));
        await running;
        await hub.DisposeAsync();
        await assistant!.DisposeAsync();
        hub = null;
    }

    /// <summary>The entries of a session.</summary>
    public async Task<IReadOnlyList<Entry>> ReadAsync(string key)
    {
        await using var session = await store!.OpenAsync(SessionKey.Parse(key), default);
        return session is null ? [] : await session.ReadAllAsync(default);
    }

    /// <summary>The keys of all sessions.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync() => [.. (await store!.ListAsync(default)).Sessions.Select(info => info.Key.ToString()).Order(StringComparer.Ordinal)];

    /// <summary>What the bot wrote in a chat, once there are so many messages.</summary>
    public async Task<IReadOnlyList<string>> AnswersAsync(DiscordRoom chat, int count)
    {
        await Stage.Server.UntilAsync(() => Stage.Server.Answers(chat).Count >= count);
        return [.. Stage.Server.Answers(chat).Select(message => message.Content)];
    }

    /// <summary>Waits until nothing is under way in the ledger.</summary>
    public async Task<LedgerRows> SettledAsync()
    {
        LedgerRows? rows = null;
        await Poll.UntilAsync(async () => (rows = await Ledger.ReadAsync(new LedgerFilter(), default)).Inbound.All(row => row.IsOver) && rows.Outbound.All(row => row.IsOver));
        return rows!;
    }

    public async ValueTask DisposeAsync()
    {
        if (hub is not null)
            await StopAsync();
        folder.Dispose();
    }
}
