using LurkBot.Access;
using LurkBot.Accounting;
using LurkBot.Channels;
using LurkBot.Cli.Commands;
using LurkBot.Cli.Remote;
using LurkBot.Cli.Terminal;
using LurkBot.Configuration;
using LurkBot.Delivery;
using LurkBot.Diagnostics;
using LurkBot.Doors;
using LurkBot.Erasure;
using LurkBot.Exchange;
using LurkBot.Models;
using LurkBot.Operations;
using LurkBot.Planning;
using LurkBot.Sandboxes;
using LurkBot.Schedules;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Subagents;
using LurkBot.Tools;
using LurkBot.Turns;
using LurkBot.Web;
using LurkBot.Workspaces;

namespace LurkBot.Cli.Composition;

/// <summary>What a command works with: configuration, store and clock. Made once by each command.</summary>
internal sealed class Host
{
    /// <summary>All settings that there are.</summary>
    public static SettingsCatalogue Settings { get; } = new([.. BuiltInSettings.All, GatewaySettingDefinitions.Contribution, ChannelSettings.All, ChannelSettings.Telegram, ChannelSettings.Discord, ChannelSettings.Slack, TranscriptionSettings.All]);

    private readonly Action<string> warn;
    private readonly ISessionSearch index;
    private ProgressLine? searching;

    private Host(LoadedConfiguration configuration, Action<string> warn)
    {
        (Configuration, this.warn) = (configuration, warn);
        Store = Options.Sessions.Persistence
            ? new FileSessionStore(Options.Home, Time, new FileStoreOptions { Locking = Options.Sessions.Locking, Sync = Options.Sessions.Sync, OnRepair = warn })
            : new MemorySessionStore(Time);
        Services = new AssistantServices(configuration, Store, () => new ModelClients(Options.Models, Time, Refusals), () => SandboxBackends.Create(Options, Time), (html, address) => HtmlText.Read(html, address), LoadSecrets, warn, Time)
        {
            Schedules = Options.Sessions.Persistence ? new ScheduleBook(Options.Home, CronosExpressions.Read, Time) : null,
        };
        Services.OwnersOf = name => Options.Of<ChannelsOptions>().For(name).Owners;
        var home = new HomeIndex(Store, Options.Sessions.Persistence ? Options.Home : null, warn, (done, total) => searching?.Report(done, total));
        (index, Services.Recall) = (home, home);
        Services.Search = async (query, cancellationToken) => await SearchAsync(query, cancellationToken);
        if (Options.Sessions.Persistence)
            Services.AddLedger(Options.Home);
    }

    public LoadedConfiguration Configuration { get; }

    public LurkBotOptions Options => Configuration.Options;

    public IRewritableStore Store { get; }

    /// <summary>Which sessions there are, and what they are called.</summary>
    public SessionDirectory SessionDirectory => Services.Directory;

    /// <summary>What turns share.</summary>
    public AssistantServices Services { get; }

    /// <summary>What is done with stored sessions.</summary>
    public SessionAdministration Sessions => new(Services);

    /// <summary>Aliases, windows and prices of models, read when first asked for.</summary>
    public ModelCatalogue Catalogue => Services.Catalogue;

    /// <summary>What calls cost.</summary>
    public CallPrices Prices => Services.Prices;

    /// <summary>What all sessions used in the last days.</summary>
    public DailyUsageLog Ledger => Services.Usage;

    /// <summary>The record of all calls of tools.</summary>
    public ToolLog ToolLog => Services.ToolLog;

    /// <summary>The assistant in this process.</summary>
    /// <param name="stream">Whether replies are asked for piece by piece.</param>
    /// <param name="compactsInBackground">Whether sessions are compacted after a reply, while its reader reads.</param>
    public Assistant CreateAssistant(bool stream = true, bool compactsInBackground = false)
    {
        var assistant = new Assistant(
            Services,
            new SessionRunnerOptions { QueueMode = Options.Sessions.QueueMode, PendingMaxAge = Options.Sessions.PendingMaxAge },
            new SessionHubOptions { Stream = stream },
            compactsInBackground);
        SessionExchange.Attach(Services, assistant).Posts = Options.Sessions.Persistence ? new OutboxPosts(this) : null;
        SubagentDesk.Attach(Services, assistant, new SubagentFolder(Options.Home).Read);
        return assistant;
    }

    /// <summary>The gateway that runs, where it has the same settings; else the assistant in this process.</summary>
    /// <param name="create">Makes the one in this process.</param>
    /// <param name="onNote">Told what the person who waits should know.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    public async Task<IAssistant> FindAssistantAsync(Func<Assistant> create, Action<string> onNote, CancellationToken cancellationToken)
    {
        var (client, why) = await GatewayClient.FindAsync(Services, Options.Of<GatewayOptions>(), cancellationToken);
        if (client is not null)
            return new RemoteAssistant(client, Time, onNote);
        if (why is not null)
            onNote($"{why}; this runs in its own process.");
        return create();
    }

    /// <summary>Where the owner's days begin.</summary>
    public TimeZoneInfo Zone => Services.Zone;

    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>What models refused in the last day.</summary>
    public ModelRefusals Refusals => field ??= new ModelRefusals(Options.Sessions.Persistence ? Options.Home : null, Time);

    /// <summary>Loads and validates the configuration.</summary>
    /// <param name="warn">Told what the owner should mend.</param>
    /// <exception cref="CommandException">It has errors; the message lists them all.</exception>
    public static Host Create(Action<string> warn)
    {
        var configuration = LoadConfiguration();
        foreach (var warning in configuration.Warnings)
            warn(warning);
        return configuration.Errors.Count == 0
            ? new Host(configuration, warn)
            : throw new CommandException(ExitCodes.Usage, string.Join(Environment.NewLine, configuration.Errors));
    }

    /// <summary>Loads the configuration without judging it.</summary>
    public static LoadedConfiguration LoadConfiguration()
    {
        var configuration = ConfigurationLoader.Load(OwnEnvironment.Variables(), Settings);
        return WorkspaceFolder.SettingProblem(configuration.Options.Home, configuration.Options.Workspaces) is { } problem ? configuration with { Errors = [.. configuration.Errors, problem] } : configuration;
    }

    /// <summary>The values of the settings that are secrets, and the gateway's token.</summary>
    public static IReadOnlyList<string> LoadSecrets()
    {
        var options = LoadConfiguration().Options;
        var secrets = ConfigurationLoader.Secrets(OwnEnvironment.Variables(), Settings);
        try
        {
            return GatewayToken.Find(options.Of<GatewayOptions>(), options.Home) is { } token ? [.. secrets, token.Text] : secrets;
        }
        catch (LurkBotException)
        {
            // Nobody who cannot read it can show it.
            return secrets;
        }
    }

    /// <summary>Searches by the index, and in memory where it cannot be written.</summary>
    public async Task<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        searching = new ProgressLine(Time, "sessions read into the search index");
        try
        {
            return await index.SearchAsync(query with { At = Time.GetUtcNow(), Zone = Services.Zone }, cancellationToken);
        }
        finally
        {
            searching.Clear();
        }
    }

    /// <summary>
    /// Every place where text of sessions is kept, in the order in which an erasure goes through them. The index goes before the files,
    /// so that none is left when the erasure breaks off, and once more after them, since somebody may have searched meanwhile. A session itself
    /// goes after what belongs to it: as long as that cannot be erased, the session is there to be erased again.
    /// </summary>
    private IReadOnlyList<IErasable> Erasables =>
        [new SearchIndexErasable(Options.Home), new SalvageErasable(Options.Home, Time), new ToolLogErasable(ToolLog), new ToolApprovalsErasable(new ToolApprovals(Options.Home)), new WorkspaceErasable(Options.Home, Options.Workspaces), new DeliveredCopies(Options.Home, Time), new LedgerErasable(Options.Home, Time), new PairingErasable(new PairingBook(Options.Home, Time)), new PeopleErasable(Services.People), new ScheduleErasable(Options.Home, new ScheduleBook(Options.Home, CronosExpressions.Read, Time)), new SessionErasable(Store, Time), new DailyUsageErasable(Ledger), new SearchIndexErasable(Options.Home)];

    /// <summary>Erases what is meant, wherever it is kept.</summary>
    public ErasureRunner CreateErasure() => new(Store, Options.Home, Erasables, SqliteSessionIndex.FileName, SqliteDeliveryLedger.FileName);

    /// <summary>Looks at what LurkBot needs, also where the configuration has errors.</summary>
    public static Doctor CreateDoctor()
    {
        var configuration = LoadConfiguration();
        return new Doctor(configuration, () => SandboxBackends.Create(configuration.Options, TimeProvider.System));
    }

    /// <summary>Looks whether the people who were let in by pairing can be read.</summary>
    /// <returns>Nothing where there is no book.</returns>
    public static IReadOnlyList<DoctorCheck> ExaminePairing()
    {
        var home = LoadConfiguration().Options.Home;
        return !File.Exists(Path.Combine(home, PairingBook.FileName)) ? []
            : new PairingBook(home, TimeProvider.System).Problem is { } problem ? [new("pairing", DoctorStatus.Fail, problem, "lurkbot pairing list")]
            : [new("pairing", DoctorStatus.Pass, "can be read")];
    }

    /// <summary>Looks whether the schedules can be read, and whether each can run.</summary>
    /// <returns>Nothing where there are none.</returns>
    public static IReadOnlyList<DoctorCheck> ExamineSchedules()
    {
        var home = LoadConfiguration().Options.Home;
        var book = new ScheduleBook(home, CronosExpressions.Read, TimeProvider.System);
        try
        {
            var schedules = book.Read();
            if (book.FindAside() is [var aside, ..])
                return [new("schedules", DoctorStatus.Fail, $"{aside} is damaged: its schedules do not run.", $"Fix it and move it back to {ScheduleBook.FileName}, or delete it.")];
            var problems = schedules.Where(schedule => schedule.Problem is not null).Select(schedule => $"{schedule.Id}: {schedule.Problem}").ToList();
            return schedules.Count == 0 ? []
                : problems.Count > 0 ? [new("schedules", DoctorStatus.Warn, string.Join(" ", problems), "lurkbot schedule list")]
                : [new("schedules", DoctorStatus.Pass, $"{schedules.Count(schedule => schedule.State is ScheduleState.Active)} active")];
        }
        catch (LurkBotException e)
        {
            return [new("schedules", DoctorStatus.Fail, e.Message, "lurkbot schedule list")];
        }
    }

    /// <summary>Looks who would answer, and tries each key and address; nothing where the configuration has errors.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<DoctorCheck>> TryProvidersAsync(CancellationToken cancellationToken)
    {
        var configuration = LoadConfiguration();
        if (configuration.Errors.Count > 0)
            return [];
        var progress = new ProgressLine(TimeProvider.System, "providers have answered");
        using var clients = new ModelClients(configuration.Options.Models, TimeProvider.System);
        var checks = new ProviderChecks(configuration.Options.Models, clients, TimeProvider.System);
        var trying = checks.TryAsync(progress.Report, cancellationToken);
        var answers = await checks.AnswersAsync(ModelCatalogue.Load(configuration.Options.Home), cancellationToken);
        var tried = await trying;
        progress.Clear();
        return [answers, .. tried];
    }

    /// <summary>Folders in which the store alone may write.</summary>
    public IReadOnlyList<string> StoreFolders => Store is FileSessionStore files ? [files.Folder, files.ArchiveFolder, files.TrashFolder] : [];

    /// <summary>Makes sure that sessions are kept on disk.</summary>
    /// <param name="because">What the command cannot do without, for the message.</param>
    /// <exception cref="CommandException">They are not.</exception>
    public void RequirePersistence(string because)
    {
        if (!Options.Sessions.Persistence)
            throw new CommandException(ExitCodes.Failure, $"LURKBOT_SESSION_PERSISTENCE is off: {because}");
    }

    /// <summary>Opens a session that the user named.</summary>
    /// <exception cref="UnknownSessionException">There is none; the message names the nearest.</exception>
    public Task<IStoredSession> OpenAsync(string text, CancellationToken cancellationToken) => Sessions.OpenAsync(text, cancellationToken);

    /// <summary>The key that the user gave: a whole one as it is, whether or not there is such a session; of a short one, the session's.</summary>
    /// <exception cref="UnknownSessionException">A short one means no session, or several; the message names them.</exception>
    public async Task<SessionKey> KeyOfAsync(string text, CancellationToken cancellationToken) =>
        SessionKey.TryParse(text, out var whole, out _) ? whole : await FindAsync(text, cancellationToken);

    /// <summary>The key of a session that the user named and that exists.</summary>
    /// <exception cref="UnknownSessionException">There is none; the message names the nearest.</exception>
    public Task<SessionKey> FindAsync(string text, CancellationToken cancellationToken) => Sessions.FindAsync(text, cancellationToken);
}
