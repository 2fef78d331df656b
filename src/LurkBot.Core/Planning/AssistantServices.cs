using LurkBot.Access;
using LurkBot.Accounting;
using LurkBot.Budgets;
using LurkBot.Configuration;
using LurkBot.Context;
using LurkBot.Facts;
using LurkBot.Models;
using LurkBot.Recall;
using LurkBot.Sandboxes;
using LurkBot.Schedules;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;
using LurkBot.Tools;
using LurkBot.Turns;

namespace LurkBot.Planning;

/// <summary>What the turns of a process share, whichever door they come through. Nothing is made before its first use.</summary>
internal sealed class AssistantServices : IDisposable
{
    private readonly Lazy<ModelCatalogue> catalogue;
    private readonly Lazy<IModelClients> models;
    private readonly Lazy<CallPrices> prices;
    private readonly Lazy<DailyUsageLog> usage;
    private readonly Lazy<KnownSecrets> known;
    private readonly Lazy<ToolLog> toolLog;

    /// <summary>Puts them together.</summary>
    /// <param name="configuration">What the owner set; without errors.</param>
    /// <param name="store">The sessions.</param>
    /// <param name="models">Makes the clients of models.</param>
    /// <param name="sandbox">Makes the sandbox, or throws what is missing.</param>
    /// <param name="readPage">Reads the text of HTML pages.</param>
    /// <param name="secrets">Gives the values of the settings that are secrets.</param>
    /// <param name="warn">Told what the owner should mend, one sentence or several.</param>
    /// <param name="time">The clock.</param>
    public AssistantServices(
        LoadedConfiguration configuration,
        IRewritableStore store,
        Func<IModelClients> models,
        Func<AttestedSandbox> sandbox,
        PageTextReader readPage,
        Func<IReadOnlyList<string>> secrets,
        Action<string> warn,
        TimeProvider time)
    {
        (Configuration, Store, ReadPage, Time, Warn) = (configuration, store, readPage, time, warn);
        SecretValues = secrets;
        KeepsFacts = Options.Sessions.Persistence;
        this.models = new(models);
        catalogue = new(() => ModelCatalogue.Load(Options.Home, warn));
        prices = new(() => new CallPrices(Catalogue));
        usage = new(() => new DailyUsageLog(Options.Sessions.Persistence ? store : null, Options.Home));
        toolLog = new(() => new ToolLog(Options.Home, secrets()));
        known = new(() => new KnownSecrets(secrets()));
        Directory = new SessionDirectory(store, time);
        People = new PeopleBook(Options.Sessions.Persistence ? Options.Home : null, time);
        Calibration = new TokenCalibration(Options.Sessions.Persistence ? Options.Home : null);
        Access = new SessionAccess(store, People, channel => OwnersOf(channel));
        Sandbox = new SharedSandbox(sandbox, Math.Max(2, Environment.ProcessorCount));
    }

    /// <summary>What the owner set.</summary>
    public LoadedConfiguration Configuration { get; }

    /// <summary>The settings.</summary>
    public LurkBotOptions Options => Configuration.Options;

    /// <summary>The sessions.</summary>
    public IRewritableStore Store { get; }

    /// <summary>Which sessions there are, and what they are called.</summary>
    public SessionDirectory Directory { get; }

    /// <summary>Which accounts are one person.</summary>
    public PeopleBook People { get; }

    /// <summary>Who may read and send to which session.</summary>
    public SessionAccess Access { get; }

    /// <summary>Whether facts are kept.</summary>
    /// <value>Default: where sessions are.</value>
    public bool KeepsFacts { get; set; }

    /// <summary>What is remembered of people and groups; null where nothing is.</summary>
    public FactMemory? Facts => KeepsFacts && Options.Context.Facts is not FactsMode.Off ? field ??= new FactMemory(Store, Access, Time) : null;

    /// <summary>How models' providers count tokens.</summary>
    internal TokenCalibration Calibration { get; }

    /// <summary>Reaches other sessions for a turn.</summary>
    /// <value>Default: null, none can be reached.</value>
    public ISessionExchange? Exchange { get; set; }

    /// <summary>Starts subagents for a turn.</summary>
    /// <value>Default: null, none can be started.</value>
    public ISubagentDesk? Subagents { get; set; }

    /// <summary>Searches all sessions.</summary>
    /// <value>Default: null, they are read, and words found only as they are.</value>
    public Func<SearchQuery, CancellationToken, ValueTask<SearchResult>>? Search { get; set; }

    /// <summary>Finds earlier messages for a turn.</summary>
    /// <value>Default: null, nothing is recalled.</value>
    public IRecallIndex? Recall { get; set; }

    /// <summary>The owner's ids on a channel.</summary>
    /// <value>Default: none, as without platforms.</value>
    public Func<string, IReadOnlyList<string>> OwnersOf { get; set; } = static _ => [];

    /// <summary>Reads the text of HTML pages.</summary>
    public PageTextReader ReadPage { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Told what the owner should mend.</summary>
    public Action<string> Warn { get; }

    /// <summary>Aliases, windows and prices of models.</summary>
    public ModelCatalogue Catalogue => catalogue.Value;

    /// <summary>Makes the clients of models.</summary>
    public IModelClients Models => models.Value;

    /// <summary>What calls cost.</summary>
    public CallPrices Prices => prices.Value;

    /// <summary>What all sessions used in the last days.</summary>
    public DailyUsageLog Usage => usage.Value;

    /// <summary>What sessions and those that they started use at this moment.</summary>
    internal TreeSpend Tree { get; } = new();

    /// <summary>The record of all calls of tools.</summary>
    public ToolLog ToolLog => toolLog.Value;

    /// <summary>The values of the settings that are secrets.</summary>
    internal Func<IReadOnlyList<string>> SecretValues { get; }

    /// <summary>The owner's keys, which no text from outside may show.</summary>
    internal KnownSecrets Secrets => known.Value;

    /// <summary>Where sandboxed tools run.</summary>
    public SharedSandbox Sandbox { get; }

    /// <summary>The schedules.</summary>
    /// <value>Default: null, there are none, as where nothing is kept.</value>
    public ScheduleBook? Schedules { get; init; }

    /// <summary>The ids of those who may approve tool calls of a session.</summary>
    /// <value>Default: the owner at a terminal.</value>
    public Func<SessionKey, IReadOnlyList<string>> ApproversOf { get; set; } = static _ => [TurnApprovals.Owner];

    /// <summary>The most bytes of a file that can be sent to a channel's chats.</summary>
    /// <value>Default: 0, none can, as without platforms.</value>
    public Func<string, long> LargestFileOf { get; set; } = static _ => 0;

    /// <summary>Whether something of a session is still to be sent to a platform: it is not archived before (RULES LE10).</summary>
    /// <value>Default: never, as without platforms.</value>
    public Func<SessionId, CancellationToken, ValueTask<bool>> HasUnsent { get; set; } = static (_, _) => new(false);

    /// <summary>Told that a session was deleted: what is still to be sent of it is cancelled.</summary>
    /// <value>Default: nothing is.</value>
    public Func<SessionId, CancellationToken, ValueTask> OnDeleted { get; set; } = static (_, _) => ValueTask.CompletedTask;

    /// <summary>Where the owner's days begin.</summary>
    public TimeZoneInfo Zone => Options.TimeZone ?? Time.LocalTimeZone;

    /// <summary>Keeps a session within the budgets.</summary>
    /// <param name="key">The session.</param>
    /// <param name="cancellationToken">Cancels the look at what is set for it alone.</param>
    public async ValueTask<TurnBudget> BudgetOfAsync(SessionKey key, CancellationToken cancellationToken)
    {
        var own = await SessionSetting.FindAsync(this, key, Options.Budgets.Sessions, "BUDGET_…", onlyTakesAway: false, cancellationToken);
        return new TurnBudget(Options.Budgets.For(SessionEnvironmentName.For(key), own), Prices, Usage, Zone, Time)
        {
            Tree = Tree,
            FindFamily = new BudgetFamilies(this).FindAsync,
            AccountsOf = (session, sender) => [sender, .. Access.AccountsOf(Access.PersonOf(session.Channel, sender)).Select(account => account.Account)],
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Sandbox.Dispose();
        (Recall as IDisposable)?.Dispose();
        if (models.IsValueCreated)
            (models.Value as IDisposable)?.Dispose();
    }
}
