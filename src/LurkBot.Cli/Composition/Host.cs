using System.Collections;
using LurkBot.Accounting;
using LurkBot.Budgets;
using LurkBot.Cli.Commands;
using LurkBot.Cli.Terminal;
using LurkBot.Configuration;
using LurkBot.Erasure;
using LurkBot.Models;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;
using LurkBot.Tools;
using LurkBot.Workspaces;

namespace LurkBot.Cli.Composition;

/// <summary>What a command works with: configuration, store and clock. Made once by each command.</summary>
internal sealed class Host
{
    private readonly Lazy<ModelCatalogue> catalogue;

    private Host(LoadedConfiguration configuration)
    {
        Configuration = configuration;
        catalogue = new(LoadCatalogue);
        Store = Options.Sessions.Persistence
            ? new FileSessionStore(Options.Home, Time, new FileStoreOptions { Locking = Options.Sessions.Locking, Sync = Options.Sessions.Sync, OnRepair = text => Console.Error.WriteLine("warning: " + TerminalText.Sanitize(text)) })
            : new MemorySessionStore(Time);
    }

    public LoadedConfiguration Configuration { get; }

    public LurkBotOptions Options => Configuration.Options;

    public ISessionStore Store { get; }

    /// <summary>Aliases, windows and prices of models, read when first asked for.</summary>
    public ModelCatalogue Catalogue => catalogue.Value;

    /// <summary>What calls cost.</summary>
    public CallPrices Prices => field ??= new CallPrices(Catalogue);

    /// <summary>What all sessions used in the last days.</summary>
    public DailyUsageLog Ledger => field ??= new DailyUsageLog(Store as FileSessionStore, Options.Home);

    /// <summary>The record of all calls of tools.</summary>
    public ToolLog ToolLog => field ??= new ToolLog(Options.Home, LoadSecrets());

    /// <summary>Keeps a session within the budgets.</summary>
    /// <param name="key">The session.</param>
    /// <param name="cancellationToken">Cancels the look at what is set for it alone.</param>
    public async ValueTask<TurnBudget> WatchAsync(SessionKey key, CancellationToken cancellationToken)
    {
        var own = await SessionSetting.FindAsync(this, key, Options.Budgets.Sessions, "BUDGET_…", onlyTakesAway: false, cancellationToken);
        return new TurnBudget(Options.Budgets.For(SessionEnvironmentName.For(key), own), Prices, Ledger, Zone, Time);
    }

    /// <summary>Where the owner's days begin.</summary>
    public TimeZoneInfo Zone => Options.TimeZone ?? Time.LocalTimeZone;

    public TimeProvider Time { get; } = TimeProvider.System;

    /// <summary>Loads and validates the configuration.</summary>
    /// <exception cref="CommandException">It has errors; the message lists them all.</exception>
    public static Host Create()
    {
        var configuration = LoadConfiguration();
        foreach (var warning in configuration.Warnings)
            Console.Error.WriteLine("warning: " + TerminalText.Sanitize(warning));
        return configuration.Errors.Count == 0
            ? new Host(configuration)
            : throw new CommandException(ExitCodes.Usage, string.Join(Environment.NewLine, configuration.Errors));
    }

    private ModelCatalogue LoadCatalogue()
    {
        var loaded = ModelCatalogue.Load(Options.Home);
        foreach (var problem in loaded.Problems)
            Console.Error.WriteLine("warning: " + TerminalText.Sanitize(problem));
        return loaded;
    }

    /// <summary>Loads the configuration without judging it.</summary>
    public static LoadedConfiguration LoadConfiguration()
    {
        var configuration = ConfigurationLoader.Load(Variables());
        return WorkspaceFolder.SettingProblem(configuration.Options.Home, configuration.Options.Workspaces) is { } problem ? configuration with { Errors = [.. configuration.Errors, problem] } : configuration;
    }

    /// <summary>The values of the settings that are secrets.</summary>
    public static IReadOnlyList<string> LoadSecrets() => ConfigurationLoader.Secrets(Variables());

    private static Dictionary<string, string?> Variables()
    {
        // Plain loops on the way of every command: LINQ over structures is compiled anew at each start.
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (DictionaryEntry pair in Environment.GetEnvironmentVariables())
            environment[(string)pair.Key] = (string?)pair.Value;
        return environment;
    }

    /// <summary>Searches by the index; by reading the files where it cannot be used.</summary>
    public async Task<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        if (Store is FileSessionStore files && Directory.Exists(Options.Home))
        {
            var progress = new ProgressLine(Time, "sessions read into the search index");
            try
            {
                using var index = SqliteSessionIndex.Open(files, Options.Home, progress.Report);
                return await index.SearchAsync(query, cancellationToken);
            }
            catch (IndexUnavailableException e)
            {
                Console.Error.WriteLine("warning: " + TerminalText.Sanitize($"{e.Message} The sessions themselves are read, which takes longer."));
            }
            finally
            {
                progress.Clear();
            }
        }

        return await new ScanSearch(Store).SearchAsync(query, cancellationToken);
    }

    /// <summary>
    /// Every place where text of sessions is kept, in the order in which an erasure goes through them. The index goes before the files,
    /// so that none is left when the erasure breaks off, and once more after them, since somebody may have searched meanwhile. A session itself
    /// goes after what belongs to it: as long as that cannot be erased, the session is there to be erased again.
    /// </summary>
    /// <param name="store">The sessions.</param>
    public IReadOnlyList<IErasable> TextStores(FileSessionStore store) =>
        [new SearchIndexErasable(Options.Home), new SalvageErasable(Options.Home, Time), new ToolLogErasable(ToolLog), new WorkspaceErasable(Options.Home, Options.Workspaces), new SessionErasable(store, Time), new DailyUsageErasable(Ledger), new SearchIndexErasable(Options.Home)];

    /// <summary>Opens a session that the user named.</summary>
    /// <exception cref="CommandException">There is none; the message names the nearest.</exception>
    public async Task<IStoredSession> OpenAsync(string text, CancellationToken cancellationToken)
    {
        if (SessionKey.TryParse(text, out var key, out var problem) && await Store.OpenAsync(key, cancellationToken) is { } session)
            return session;
        var listing = await Store.ListAsync(cancellationToken);
        var keys = listing.Sessions.Select(info => info.Key.ToString()).ToList();
        var hint = NearestName.Find(text, keys) is { } nearest ? $"Did you mean {nearest}?" : "See: lurkbot sessions list";
        throw new CommandException(key is null ? ExitCodes.Usage : ExitCodes.NotFound, key is null ? $"{problem} {hint}" : $"There is no session {text}. {hint}");
    }

    /// <summary>The key of a session that the user named and that exists.</summary>
    /// <exception cref="CommandException">There is none; the message names the nearest.</exception>
    public async Task<SessionKey> FindAsync(string text, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(text, cancellationToken);
        return session.Info.Key;
    }
}
