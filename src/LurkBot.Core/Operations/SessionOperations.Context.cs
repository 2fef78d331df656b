using LurkBot.Accounting;
using LurkBot.Compaction;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Facts;
using LurkBot.Models;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Operations;

/// <summary>What the model sees of the session, and compaction.</summary>
internal sealed partial class SessionOperations
{
    private const string Us = "lurkbot";

    private const int MostInForeground = 2_000;

    private static readonly Sender Me = new("owner", Environment.UserName, Trust.Full);

    private CancellationTokenSource? compacting;
    private Task<CompactionResult>? compaction;

    /// <summary>What the model would see now, without a new message.</summary>
    /// <param name="door">What the door says over the configuration; null for nothing.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Null before the first message; and the model.</returns>
    public async Task<(ContextView? View, string Model)> ViewContextAsync(MessageOverrides? door, CancellationToken cancellationToken)
    {
        var session = await FindStoredAsync(cancellationToken);
        var plan = await PlanAsync(door, cancellationToken);
        if (session is null)
            return (null, plan.Model.Model);
        var settings = await ContextNowAsync(await Setup.WithFactsAsync(plan, cancellationToken), session, cancellationToken);
        return (ContextBuilder.Build(await ContextReader.ReadAsync(session, settings, cancellationToken), settings), plan.Model.Model);
    }

    /// <summary>Compacts older messages because someone asks for it.</summary>
    /// <param name="focus">What to keep above all; null for nothing.</param>
    /// <param name="door">What the door says over the configuration; null for nothing.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Stops it; what is done stays.</param>
    public async Task<CompactionResult> CompactAsync(string? focus, MessageOverrides? door, OperationRequest request, CancellationToken cancellationToken)
    {
        await StopCompactingAsync();
        if (await FindStoredAsync(cancellationToken) is not { } session)
            return CompactionResult.Nothing;
        var lease = request.LeaseFor(services.Options.Sessions.LockTimeout);
        return await CompactAsync(session, await PlanAsync(door, cancellationToken), CompactionTrigger.Asked, focus, lease, null, cancellationToken);
    }

    /// <summary>What <see cref="CompactAsync(string?, MessageOverrides?, OperationRequest, CancellationToken)"/> would do now.</summary>
    /// <param name="door">What the door says over the configuration; null for nothing.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Null when there is nothing to compact.</returns>
    public async ValueTask<CompactionForecast?> ForeseeCompactionAsync(MessageOverrides? door, CancellationToken cancellationToken)
    {
        if (await FindStoredAsync(cancellationToken) is not { } session)
            return null;
        var plan = await PlanAsync(door, cancellationToken);
        var settings = await CompactionOfAsync(plan, session, cancellationToken);
        if (await SessionCompactor.PlanAsync(session, settings, CompactionTrigger.Asked, cancellationToken) is not { } made)
            return null;
        var later = await session.ReadAfterAsync(made.Range.Last, cancellationToken);
        using var summarizer = settings.Strategy == CompactionStrategy.Truncate ? null : await CreateSummarizerAsync(session, plan.Model.Model, cancellationToken);
        return new CompactionForecast(made.Range, made.Entries.Count(entry => entry.IsMessage), made.Entries.Sum(settings.Context.Counter.Count), made.Except.Count + later.Count(entry => entry.IsMessage), summarizer is null ? null : plan.Model.Model);
    }

    /// <summary>Compacts older messages when there are enough of them; a message need not wait for it.</summary>
    /// <param name="door">What the door says over the configuration; null for nothing.</param>
    /// <param name="cancellationToken">Stops it; what is done stays.</param>
    public Task<CompactionResult> CompactGrownAsync(MessageOverrides? door, CancellationToken cancellationToken) => CompactWithOwnHandleAsync(CompactionTrigger.Growth, door, cancellationToken);

    /// <summary>Whether so much is not compacted yet, as after an import, that nobody should wait for it.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<bool> HasBacklogAsync(CancellationToken cancellationToken)
    {
        if (await FindStoredAsync(cancellationToken) is not { Info.MessageCount: > MostInForeground } session)
            return false;
        var newest = await session.ReadNewestAsync(MostInForeground, cancellationToken);
        return !newest.Any(entry => entry is SummaryEntry or ClearEntry);
    }

    /// <summary>Which entries would be compacted now.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Null when it is not worth it.</returns>
    public async Task<EntryRange?> PlanGrownAsync(CancellationToken cancellationToken)
    {
        if (await FindStoredAsync(cancellationToken) is not { } session)
            return null;
        var settings = await CompactionOfAsync(await PlanAsync(door: null, cancellationToken), session, cancellationToken);
        return CompactionPlanner.Plan(await session.ReadAllAsync(cancellationToken), settings, CompactionTrigger.Growth)?.Range;
    }

    /// <summary>Begins to compact while the person reads and types.</summary>
    /// <param name="door">What the door says over the configuration; null for nothing.</param>
    public void BeginCompacting(MessageOverrides? door)
    {
        if (compaction is { IsCompleted: false })
            return;
        compacting?.Dispose();
        compacting = new CancellationTokenSource();
        compaction = Task.Run(() => CompactGrownAsync(door, compacting.Token));
    }

    /// <summary>What was compacted since <see cref="BeginCompacting"/>, told once.</summary>
    /// <returns>A sentence; null when there is nothing to tell.</returns>
    public string? TellCompacted()
    {
        if (compaction is not { IsCompletedSuccessfully: true, Result: { Outcome: not CompactionOutcome.Nothing } result })
            return null;
        compaction = null;
        return CompactionText.Of(result);
    }

    /// <summary>Refuses a message that is larger than what the model can be given, before it is stored. Files are weighed when they are shown.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="MessageTooLargeException">It is.</exception>
    internal async ValueTask CheckSizeAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        const int Small = 500, Doubt = 3, Hopeless = 32;
        if (message.Text.Length <= Small)
            return;
        var existing = await FindStoredAsync(cancellationToken);
        var plan = await PlanAsync(message.Door, cancellationToken);
        var estimate = RatioTokenCounter.Instance.Count(message.Text);
        if ((long)estimate * Doubt <= plan.Context.MaxTokens / 2)
            return;
        // A session that does not exist yet is not made for it.
        var session = existing ?? await new MemorySessionStore(services.Time).OpenOrCreateAsync(Key, cancellationToken);
        var context = await ContextNowAsync(plan, session, cancellationToken);
        var tokens = TokenCounter.PerEntry + (message.Text.Length / Hopeless > context.MaxTokens ? estimate : context.Counter.Count(message.Text));
        if (tokens > context.MaxTokens - context.Overhead)
            throw new MessageTooLargeException(tokens, context.MaxTokens - context.Overhead, plan.Model.Model);
    }

    /// <summary>Keeps entries before the model's eyes.</summary>
    /// <param name="id">An entry; null for the newest answered turn.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What is pinned; null when there is no such entry.</returns>
    public async Task<EntryRange?> PinAsync(long? id, OperationRequest request, CancellationToken cancellationToken)
    {
        var map = TurnMap.Of(await FindStoredAsync(cancellationToken) is { } session ? await session.ReadAllAsync(cancellationToken) : []);
        var visible = EffectiveHistory.Visible(map);
        var turn = id is null ? visible.LastOrDefault(entry => entry is AssistantEntry)?.Turn : null;
        var spoken = visible.Where(entry => entry is UserEntry or AssistantEntry or ToolEntry).ToList();
        var pinned = spoken.Where(entry => entry.Id == id || map.TurnOf(entry) == turn).Select(entry => entry.Id).ToHashSet();
        if (pinned.Count == 0)
            return null;
        var range = new EntryRange(pinned.Min(), pinned.Max());
        // Between them may stand messages that another turn heard.
        var except = spoken.Select(entry => entry.Id).Where(other => range.Contains(other) && !pinned.Contains(other)).Order().ToList();
        await AppendAsync(new PinEntry { Covers = range, Except = except }, request, cancellationToken);
        return range;
    }

    /// <summary>Takes pins back.</summary>
    /// <param name="id">An entry that is pinned; null for all pins.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>How many were taken back.</returns>
    public async Task<int> UnpinAsync(long? id, OperationRequest request, CancellationToken cancellationToken)
    {
        var pins = await FindStoredAsync(cancellationToken) is not { } session ? [] : EffectiveHistory.Visible(await session.ReadAllAsync(cancellationToken)).OfType<PinEntry>()
            .Where(entry => entry.Range is not null && (id is null || entry.Includes(id.Value))).ToList();
        foreach (var pin in pins)
            await AppendAsync(new UndoEntry { Undoes = pin.Id }, request, cancellationToken);
        return pins.Count;
    }

    private async ValueTask<CompactionSettings> CompactionOfAsync(TurnPlan plan, IStoredSession session, CancellationToken cancellationToken) =>
        services.Options.Compaction.For(services.Catalogue.Find(plan.Model.Model).Window, await ContextNowAsync(plan, session, cancellationToken));

    /// <summary>How the next context is cut, with what the system prompt and the tools take.</summary>
    private async ValueTask<ContextSettings> ContextNowAsync(TurnPlan plan, IStoredSession session, CancellationToken cancellationToken) =>
        ContextOverhead.AddTo(plan.Context, await Setup.BuildPromptAsync(plan, session, Me, cancellationToken), Setup.ToolsOf(plan, session));

    /// <summary>Compacts, if it is worth it, with a handle of its own: the session's goes on with the next message.</summary>
    private async Task<CompactionResult> CompactWithOwnHandleAsync(CompactionTrigger trigger, MessageOverrides? door, CancellationToken cancellationToken)
    {
        if (await FindStoredAsync(cancellationToken) is not { } session)
            return CompactionResult.Nothing;
        var plan = await PlanAsync(door, cancellationToken);
        // After each turn: another handle would read again what this one has read.
        if (await SessionCompactor.PlanAsync(session, await CompactionOfAsync(plan, session, cancellationToken), trigger, cancellationToken) is null || await services.Store.OpenAsync(Key, cancellationToken) is not { } own)
            return CompactionResult.Nothing;
        await using (own)
            return await CompactAsync(own, plan, trigger, focus: null, new TurnLeaseRequest(Us, services.Options.Sessions.LockTimeout), null, cancellationToken);
    }

    /// <summary>Compacts the session since the provider found the conversation too long.</summary>
    /// <param name="session">The session, which the turn holds.</param>
    /// <param name="plan">The turn's plan.</param>
    /// <param name="limit">What was too long, in tokens: a summary's own request must be shorter.</param>
    /// <param name="say">Tells the person.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private async Task CompactOverflowAsync(IStoredSession session, TurnPlan plan, long limit, Action<string> say, CancellationToken cancellationToken)
    {
        var done = await CompactAsync(session, plan, CompactionTrigger.Overflow, focus: null, wait: null, limit, cancellationToken);
        say($"The provider finds the conversation too long. {CompactionText.Of(done)}");
    }

    private async Task<CompactionResult> CompactAsync(IStoredSession session, TurnPlan plan, CompactionTrigger trigger, string? focus, TurnLeaseRequest? wait, long? limit, CancellationToken cancellationToken)
    {
        var settings = await CompactionOfAsync(plan, session, cancellationToken);
        settings = settings with { Window = (int)Math.Min(settings.Window, limit ?? settings.Window) };
        var model = plan.Model.Model;
        using var summarizer = await CreateSummarizerAsync(session, model, cancellationToken);
        var request = new CompactionRequest(trigger, trigger == CompactionTrigger.Asked ? wait!.Who : Us, model, wait)
        {
            Focus = focus,
            IsTooLong = error => error is ModelException { Failure: ModelFailure.ContextOverflow },
            OnStored = entry =>
            {
                if (new SessionCalls(session.Info.Id).Next(entry) is { } call)
                    services.Usage.Append(call);
            },
        };
        try
        {
            var newest = session.Info.LastId;
            var result = await new SessionCompactor(summarizer, settings, services.Time).RunAsync(session, request, cancellationToken);
            if (result.Outcome == CompactionOutcome.Failed)
                LogFailed(session.Info.Id, trigger, model);
            if (result.Outcome == CompactionOutcome.Summarized)
                await ProposeFactsAsync(session, plan, newest, cancellationToken);
            return result;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogBroken(session.Info.Id, trigger, model, e.GetType().Name);
            throw;
        }
    }

    /// <summary>Proposes what new summaries say about people (RULES RE9). What cannot be proposed now stands in the summary all the same.</summary>
    private async Task ProposeFactsAsync(IStoredSession session, TurnPlan plan, long after, CancellationToken cancellationToken)
    {
        if (services.Facts is not { } memory || plan.Facts is not { } scope)
            return;
        try
        {
            var entries = await session.ReadAllAsync(cancellationToken);
            await new FactProposals(memory, services.Options.Context.Facts).AddAsync(scope, session.Info.Id, entries, after, cancellationToken);
        }
        catch (LurkBotException e)
        {
            services.Warn($"Facts of {Key} are not proposed: {e.Message}");
        }
    }

    /// <summary>The session's model; null when it is the built-in one, or a budget leaves nothing for it.</summary>
    private async Task<IChatClient?> CreateSummarizerAsync(IStoredSession session, string model, CancellationToken cancellationToken)
    {
        if (string.Equals(model, ModelNames.Offline, StringComparison.Ordinal))
            return null;
        var budgets = await services.BudgetOfAsync(Key, cancellationToken);
        return (await budgets.ReadAsync(session, cancellationToken)).Any(stand => stand.IsUsed) ? null : services.Models.Create(model);
    }

    private async Task StopCompactingAsync()
    {
        if (compacting is null || compaction is null)
            return;
        await compacting.CancelAsync();
        await compaction.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        compacting.Dispose();
        (compacting, compaction) = (null, null);
    }
}
