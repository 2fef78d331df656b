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

/// <summary>A home with a gateway on Slack, on files and sockets; it can be ended and begun again. Ada owns it, and #general and #secret are allowed.</summary>
internal sealed class SlackHome : IModelClients, IAsyncDisposable
{
    public static readonly SlackTimes Times = new()
    {
        FirstWait = TimeSpan.FromMilliseconds(20),
        LongestWait = TimeSpan.FromMilliseconds(200),
        Unauthorized = TimeSpan.FromMilliseconds(50),
        Linger = TimeSpan.FromMilliseconds(50),
        BetweenEdits = TimeSpan.FromMilliseconds(20),
        BetweenMessages = TimeSpan.FromMilliseconds(20),
    };

    private readonly TemporaryFolder folder = new();
    private ChannelHub? hub;
    private Task running = Task.CompletedTask;
    private FileSessionStore? store;
    private Assistant? assistant;

    public SlackHome(SlackStage stage, IChatClient? model = null)
    {
        (Stage, Model) = (stage, model ?? new ScriptedModel((messages, _, _) => ScriptedModel.Text($"You said: {messages[^1].Text}")));
        var slack = Slack;
        (slack.BotToken, slack.AppToken, slack.BaseUrl) = (SlackStage.Token, SlackStage.AppToken, new Uri(stage.Server.ApiUrl));
        (slack.Owners, slack.AllowedGroups) = ([stage.Ada.Id], [stage.General.Id, stage.Secret.Id, stage.Mpim.Id]);
    }

    public SlackStage Stage { get; }

    public SlackServer Server => Stage.Server;

    public IChatClient Model { get; }

    public LurkBotOptions Options { get; } = new() { Home = "" };

    public ChannelOptions Slack => Options.Of<ChannelsOptions>().For("slack");

    public string Path => folder.Path;

    public SqliteDeliveryLedger Ledger { get; private set; } = null!;

    public AssistantServices Services { get; private set; } = null!;

    public SlackChannel Channel { get; private set; } = null!;

    /// <summary>The key of Ada's direct chat.</summary>
    public string Main => $"slack:{Stage.Im.Id}:main";

    public IChatClient Create(string model, Action<string>? onNote = null) => Model;

    public ValueTask<ResolvedModel> ChooseDefaultAsync(ModelCatalogue catalogue, CancellationToken cancellationToken) => new(new ResolvedModel(ModelNames.Offline, "test"));

    public TokenCounter CounterOf(ModelProvider provider) => RatioTokenCounter.Instance;

    /// <summary>Begins, as a gateway does, and waits until Slack is heard.</summary>
    public async Task<SlackHome> StartAsync(SlackTimes? times = null)
    {
        Options.Home = folder.Path;
        store = new FileSessionStore(folder.Path, TimeProvider.System);
        var services = Services = new AssistantServices(new LoadedConfiguration(Options, [], [], []), store, () => this, () => throw new LurkBotException("There is no sandbox here."), (html, _) => html, () => [], _ => { }, TimeProvider.System);
        assistant = new Assistant(services, new SessionRunnerOptions { Serves = _ => true }, new SessionHubOptions(), compactsInBackground: false);
        Ledger = SqliteDeliveryLedger.Open(folder.Path, TimeProvider.System);
        Channel = SlackChannel.Create(Slack, SlackRendering.Blocks, TimeProvider.System, times: times ?? Times);
        hub = new ChannelHub(new ChannelServices(services, assistant, Ledger, new PairingBook(folder.Path, TimeProvider.System), NullLoggerFactory.Instance), [Channel]);
        await hub.RecoverAsync(default);
        running = hub.RunAsync();
        await Poll.UntilAsync(() => Channel.Health.State == "connected");
        return this;
    }

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

    /// <summary>What the bot wrote in a conversation, once there is so much and all of it is in its final form.</summary>
    public async Task<IReadOnlyList<string>> AnswersAsync(WorkspaceChannel chat, int count)
    {
        await Server.UntilAsync(() => Server.Answers(chat).Count >= count);
        await SettledAsync();
        return [.. Server.Answers(chat).Select(message => message.Shown)];
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
