using LurkBot.Access;
using LurkBot.Accounting;
using LurkBot.Budgets;
using LurkBot.Entries;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tools;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LurkBot.Operations;

/// <summary>What can be done with one session beside talking in it: written once, for every door. Thread-safe but for its making and closing.</summary>
internal sealed partial class SessionOperations : IAsyncDisposable
{
    private const int SaidWithin = 500;

    private readonly AssistantServices services;
    private readonly ILogger logger;
    private readonly SemaphoreSlim opening = new(1, 1);
    private IStoredSession? stored;

    private SessionOperations(AssistantServices services, SessionKey key, TurnSetup setup, IStoredSession? stored, ILogger logger)
    {
        (this.services, Key, Setup, this.stored, this.logger) = (services, key, setup, stored, logger);
        setup.OnOverflow = CompactOverflowAsync;
    }

    /// <summary>The session.</summary>
    public SessionKey Key { get; }

    /// <summary>What the session holds; null before its first message.</summary>
    public SessionInfo? Info => stored?.Info;

    /// <summary>Plans its turns, and makes their models and tools.</summary>
    internal TurnSetup Setup { get; }

    /// <summary>Roughly how many bytes of its history are in memory.</summary>
    internal long RetainedBytes => stored?.RetainedBytes ?? 0;

    /// <summary>Whether a message or a turn waits.</summary>
    public bool HasWaiting => stored is not null && stored.Info.Turns is null or { Pending.Count: > 0 } or { Open.Count: > 0 };

    /// <summary>Opens a session; one that does not exist is made with its first entry.</summary>
    /// <param name="services">What turns share.</param>
    /// <param name="key">The session.</param>
    /// <param name="stream">Whether replies are asked for piece by piece.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <param name="logger">Told when it cannot be compacted; null when nobody reads it.</param>
    public static async Task<SessionOperations> OpenAsync(AssistantServices services, SessionKey key, bool stream, CancellationToken cancellationToken, ILogger? logger = null)
    {
        var found = await services.Store.OpenAsync(key, cancellationToken);
        return new SessionOperations(services, key, await TurnSetup.OpenAsync(services, key, stream, cancellationToken), found, logger ?? NullLogger.Instance);
    }

    /// <summary>The session's handle.</summary>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <returns>Null before its first message.</returns>
    internal ValueTask<IStoredSession?> FindStoredAsync(CancellationToken cancellationToken) =>
        stored is { } session ? new(session) : OpenOnceAsync(static (store, key, token) => store.OpenAsync(key, token), cancellationToken);

    /// <summary>The session's handle; a session that does not exist is made.</summary>
    /// <param name="cancellationToken">Cancels the opening.</param>
    internal async ValueTask<IStoredSession> StoredAsync(CancellationToken cancellationToken) =>
        stored ?? (await OpenOnceAsync(static async (store, key, token) => await store.OpenOrCreateAsync(key, token), cancellationToken))!;

    /// <summary>The plan of the next turn.</summary>
    /// <param name="door">What the door says over the configuration; null for nothing.</param>
    /// <param name="cancellationToken">Cancels the look for a default model.</param>
    public async ValueTask<TurnPlan> PlanAsync(MessageOverrides? door, CancellationToken cancellationToken) => await Setup.PlanAsync(stored?.Info, Trust.Full, door, cancellationToken);

    /// <summary>What the session may do, and why.</summary>
    /// <param name="door">What the door says over the configuration; null for nothing.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    public async Task<SessionExplanation> ExplainAsync(MessageOverrides? door, CancellationToken cancellationToken)
    {
        // First what is read from the file: another process may have changed the session since.
        var budgets = await ReadBudgetsAsync(cancellationToken);
        var sandbox = ToolPolicy.IsSandboxed(Key.Type, services.Options.Sandbox) ? await SandboxFacts.LookAsync(services, cancellationToken) : null;
        var plan = await Setup.PlanAsync(Info, Trust.Full, door, cancellationToken, sandbox?.Problem);
        var hasOverheard = await FindStoredAsync(cancellationToken) is { } session && await Setup.HasOverheardAsync(session, plan, [session.Info.LastId + 1], cancellationToken);
        if (hasOverheard && plan.Trust != Trust.Low)
            plan = await Setup.PlanAsync(Info, Trust.Low, door, cancellationToken, sandbox?.Problem);
        return new SessionExplanation(Info is not null, plan, ModelSelection.Why(services, plan.Model), sandbox, budgets)
        {
            HasOverheard = hasOverheard,
            VisibilitySetting = services.Options.Access.Sessions.ContainsKey(SessionEnvironmentName.For(Key)) ? $"LURKBOT_SESSION__{SessionEnvironmentName.For(Key)}__VISIBILITY" : AccessOptions.SettingOf(Key.Type),
        };
    }

    /// <summary>Sets the session's own model.</summary>
    /// <param name="model">A model's name or an alias; null goes back to the default.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>When it is durable.</returns>
    /// <exception cref="LurkBotException">The model cannot be used, or the session is busy.</exception>
    public async Task SetModelAsync(string? model, OperationRequest request, CancellationToken cancellationToken)
    {
        // What the alias stands for today is what the session keeps.
        model = model is null ? null : services.Catalogue.Resolve(model);
        if (model is not null)
            services.Models.Create(model).Dispose();
        await StoredAsync(cancellationToken);
        await AppendAsync(new SettingsEntry { Model = model ?? "" }, request, cancellationToken);
    }

    /// <summary>Sets the session's own queue mode. A turn that runs goes by it for messages that are accepted from then on (RULES TU4).</summary>
    /// <param name="mode">The mode; null goes back to the default.</param>
    /// <param name="change">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>When it is durable.</returns>
    /// <exception cref="LurkBotException">It cannot be stored.</exception>
    public async Task SetQueueModeAsync(QueueMode? mode, SessionChange change, CancellationToken cancellationToken)
    {
        var session = await StoredAsync(cancellationToken);
        var entry = new SettingsEntry { At = services.Time.GetUtcNow(), Queue = mode?.ToText() ?? "", Actor = change.Actor, Reason = change.Reason };
        await session.AppendAsync(_ => [entry], cancellationToken);
    }

    /// <summary>Starts afresh; the history stays.</summary>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What was cleared; null before the first message.</returns>
    public async Task<ClearedSession?> ClearAsync(OperationRequest request, CancellationToken cancellationToken) =>
        await FindStoredAsync(cancellationToken) is { } session ? await new SessionAdministration(services).ClearAsync(session, request, cancellationToken) : null;

    /// <summary>Takes back the last clear, turn, summary or setting.</summary>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What it was; null when there is nothing to take back.</returns>
    public async Task<UndoneEntry?> UndoAsync(OperationRequest request, CancellationToken cancellationToken) =>
        await FindStoredAsync(cancellationToken) is { } session ? await new SessionAdministration(services).UndoAsync(session, request, cancellationToken) : null;

    /// <summary>Takes back the last turn, to be answered again.</summary>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What was said in it; null when something else came last.</returns>
    public async Task<TakenBackMessage?> TakeBackTurnAsync(OperationRequest request, CancellationToken cancellationToken)
    {
        if (await FindStoredAsync(cancellationToken) is not { } session)
            return null;
        await RequireNoTurnAsync(session, request, cancellationToken);
        var map = TurnMap.Of(await session.ReadAllAsync(cancellationToken));
        // A message that waits is not answered yet: another terminal may be its door. What another session said is not said again as a person's word.
        if (EffectiveHistory.LastUndoable([.. map.Entries.OrderBy(entry => entry.Id)]) is not UserEntry { IsSaid: true } last || map.IsWaiting(last.Id) || await UndoAsync(request, cancellationToken) is not { Entry: UserEntry undone })
            return null;
        var questions = map.QuestionsOf(map.TurnOf(undone));
        var versions = MessageVersions.Of(map.Entries);
        var arrived = map.Entries.OfType<AttachmentEntry>().Where(arrival => arrival.Blob is not null).DistinctBy(arrival => (arrival.Of, arrival.Index)).ToDictionary(arrival => (arrival.Of ?? 0, arrival.Index));
        List<UserEntry> said =
        [
            .. questions.Select(message => message with
            {
                Content = versions.Of(message).Content,
                Attachments = [.. message.Attachments.Select((file, index) => Again(file, arrived.GetValueOrDefault((message.Id, index)))).OfType<Attachment>()],
            }).Where(message => message.Content.Length > 0 || message.Attachments.Count > 0),
        ];
        return new TakenBackMessage(string.Join("\n\n", said.Select(message => message.Content).Where(content => content.Length > 0)), [.. said.SelectMany(message => message.Attachments)]) { Messages = said };
    }

    /// <summary>A file of a message that is said again: what arrived after the message is there now, and nothing is on its way any more.</summary>
    /// <returns>Null for a recording whose words are in the text.</returns>
    private static Attachment? Again(Attachment file, AttachmentEntry? arrival) =>
        arrival is { Content.Length: > 0 } ? null
        : arrival is { Blob: { } blob } ? file with { MediaType = arrival.MediaType ?? file.MediaType, Size = arrival.Size, Blob = blob, Reference = null }
        : file with { Reference = null };

    /// <exception cref="LurkBotException">Another turn runs.</exception>
    private static async Task RequireNoTurnAsync(IStoredSession session, OperationRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest("owner", request.Patience ?? TimeSpan.Zero), cancellationToken);
        }
        catch (SessionBusyException e)
        {
            throw new LurkBotException($"Another turn is running in this session ({e.Holder?.ToString() ?? "another LurkBot"}). Use /retry when it has ended.", e);
        }
    }

    /// <summary>Begins a new session with this one's history.</summary>
    /// <param name="name">The new session: a name, or a whole key.</param>
    /// <param name="change">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What was done, with its key.</returns>
    public Task<ChangedSession> ForkAsync(string name, SessionChange change, CancellationToken cancellationToken) => new SessionAdministration(services).ForkAsync(Key, at: null, name, change, cancellationToken);

    /// <summary>Adds up the calls that this session made.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<UsageSum> CountUsageAsync(CancellationToken cancellationToken) => await FindStoredAsync(cancellationToken) is not { } session
        ? UsageSum.None
        : SessionCalls.Of(session.Info.Id, await session.ReadAllAsync(cancellationToken)).Aggregate(UsageSum.None, (sum, call) => sum.Plus(call, services.Prices));

    /// <summary>How the budgets stand for this session.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<IReadOnlyList<BudgetStatus>> ReadBudgetsAsync(CancellationToken cancellationToken)
    {
        // A turn under way counts with its own.
        var budgets = await services.BudgetOfAsync(Key, cancellationToken);
        return await FindStoredAsync(cancellationToken) is { } session ? await budgets.ReadAsync(session, cancellationToken) : budgets.ReadNew("owner");
    }

    /// <summary>Gives this session more than the budgets allow.</summary>
    /// <param name="amount">How much more.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>The budgets that were raised.</returns>
    public async Task<IReadOnlyList<BudgetStatus>> RaiseBudgetsAsync(BudgetAmount amount, OperationRequest request, CancellationToken cancellationToken)
    {
        var session = await StoredAsync(cancellationToken);
        await using var hold = await TakeTurnAsync(session, request, cancellationToken);
        return await Setup.Budgets.ExtendAsync(session, amount, request.Change, cancellationToken);
    }

    /// <summary>What people said in this session lately, the oldest first.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<IReadOnlyList<string>> ReadSaidAsync(CancellationToken cancellationToken) => await FindStoredAsync(cancellationToken) is not { } session
        ? []
        : [.. (await session.ReadNewestAsync(SaidWithin, cancellationToken)).OfType<UserEntry>().Where(entry => entry.IsSaid).Select(entry => entry.Content)];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopCompactingAsync();
        if (stored is not null)
            await stored.DisposeAsync();
        Setup.Dispose();
        opening.Dispose();
    }

    /// <summary>Opens the session unless it is open: of two handles, one would not know what the other wrote.</summary>
    private async ValueTask<IStoredSession?> OpenOnceAsync(Func<ISessionStore, SessionKey, CancellationToken, ValueTask<IStoredSession?>> open, CancellationToken cancellationToken)
    {
        await opening.WaitAsync(cancellationToken);
        try
        {
            return stored ??= await open(services.Store, Key, cancellationToken);
        }
        finally
        {
            opening.Release();
        }
    }

    private async Task AppendAsync(SystemEntry entry, OperationRequest request, CancellationToken cancellationToken)
    {
        var session = await StoredAsync(cancellationToken);
        await using var hold = await TakeTurnAsync(session, request, cancellationToken);
        await session.AppendAsync([entry with { At = services.Time.GetUtcNow(), Actor = request.Change.Actor, Reason = request.Change.Reason }], cancellationToken);
    }

    /// <summary>Changes of the session wait for the turn under way, as messages do.</summary>
    private ValueTask<TurnLease> TakeTurnAsync(IStoredSession session, OperationRequest request, CancellationToken cancellationToken) =>
        session.TakeTurnAsync(request.LeaseFor(services.Options.Sessions.LockTimeout), cancellationToken);
}
