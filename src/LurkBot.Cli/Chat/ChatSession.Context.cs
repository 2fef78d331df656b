using LurkBot.Accounting;
using LurkBot.Cli.Output;
using LurkBot.Compaction;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Cli.Chat;

/// <summary>What the model sees of the session, and making older messages small.</summary>
internal sealed partial class ChatSession
{
    private CancellationTokenSource? compacting;
    private Task<CompactionResult>? compaction;

    /// <summary>What the model would see now, without a new message.</summary>
    /// <returns>Null before the first message.</returns>
    public async Task<ContextView?> ViewContextAsync(CancellationToken cancellationToken)
    {
        if (stored is null)
            return null;
        await PlanAsync(cancellationToken);
        var settings = await ContextNowAsync(cancellationToken);
        return ContextBuilder.Build(await ContextReader.ReadAsync(stored, settings, cancellationToken), settings);
    }

    /// <summary>Makes older messages small because the owner asks for it.</summary>
    /// <param name="focus">What to keep above all; null for nothing.</param>
    /// <param name="cancellationToken">Stops it; what is done stays.</param>
    public async Task<CompactionResult> CompactAsync(string? focus, CancellationToken cancellationToken)
    {
        await StopCompactingAsync();
        return stored is null ? CompactionResult.Nothing : await CompactAsync(stored, await CompactionAsync(cancellationToken), CompactionTrigger.Asked, focus, Wait(), cancellationToken);
    }

    /// <summary>Makes older messages small when there are enough of them; a message need not wait for it.</summary>
    public Task<CompactionResult> CompactGrownAsync(CancellationToken cancellationToken) => CompactWithOwnHandleAsync(CompactionTrigger.Growth, cancellationToken);

    /// <summary>Makes older messages small of a session that has been idle.</summary>
    public Task<CompactionResult> CompactIdleAsync(CancellationToken cancellationToken) => CompactWithOwnHandleAsync(CompactionTrigger.Idle, cancellationToken);

    /// <summary>Which entries that would be.</summary>
    /// <returns>Null when it is not worth it.</returns>
    public async Task<EntryRange?> PlanIdleAsync(CancellationToken cancellationToken) => stored is null
        ? null
        : CompactionPlanner.Plan(await stored.ReadAllAsync(cancellationToken), await CompactionAsync(cancellationToken), CompactionTrigger.Idle)?.Range;

    /// <summary>Begins that while the person reads and types.</summary>
    public void BeginCompacting()
    {
        if (compaction is { IsCompleted: false })
            return;
        compacting?.Dispose();
        compacting = new CancellationTokenSource();
        compaction = Task.Run(() => CompactGrownAsync(compacting.Token));
    }

    /// <summary>Keeps entries before the model's eyes.</summary>
    /// <param name="id">An entry; null for the newest answered turn.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What is pinned; null when there is no such entry.</returns>
    public async Task<EntryRange?> PinAsync(long? id, CancellationToken cancellationToken)
    {
        var map = TurnMap.Of(stored is null ? [] : await stored.ReadAllAsync(cancellationToken));
        var visible = EffectiveHistory.Visible(map);
        var turn = id is null ? visible.LastOrDefault(entry => entry is AssistantEntry)?.Turn : null;
        var spoken = visible.Where(entry => entry is UserEntry or AssistantEntry or ToolEntry).ToList();
        var pinned = spoken.Where(entry => entry.Id == id || map.TurnOf(entry) == turn).Select(entry => entry.Id).ToHashSet();
        if (pinned.Count == 0)
            return null;
        var range = new EntryRange(pinned.Min(), pinned.Max());
        // Between them may stand messages that another turn heard.
        var except = spoken.Select(entry => entry.Id).Where(other => range.Contains(other) && !pinned.Contains(other)).Order().ToList();
        await AppendAsync(new PinEntry { Covers = range, Except = except, Reason = "/pin" }, cancellationToken);
        return range;
    }

    /// <summary>Takes pins back.</summary>
    /// <param name="id">An entry that is pinned; null for all pins.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>How many were taken back.</returns>
    public async Task<int> UnpinAsync(long? id, CancellationToken cancellationToken)
    {
        var pins = stored is null ? [] : EffectiveHistory.Visible(await stored.ReadAllAsync(cancellationToken)).OfType<PinEntry>()
            .Where(entry => entry.Range is not null && (id is null || entry.Includes(id.Value))).ToList();
        foreach (var pin in pins)
            await AppendAsync(new UndoEntry { Undoes = pin.Id, Reason = "/unpin" }, cancellationToken);
        return pins.Count;
    }

    private async ValueTask<CompactionSettings> CompactionAsync(CancellationToken cancellationToken) =>
        host.Options.Compaction.For(host.Catalogue.Find(Model).Window, await ContextNowAsync(cancellationToken));

    /// <summary>How the next context is cut, with what the system prompt and the tools take.</summary>
    private async ValueTask<ContextSettings> ContextNowAsync(CancellationToken cancellationToken) => ContextOverhead.AddTo(
        plan.Context,
        await setup.BuildPromptAsync(plan, stored, Me, cancellationToken),
        stored is null ? [] : setup.ToolsOf(plan, stored));

    private TurnLeaseRequest Wait() => new(Owner, host.Options.Sessions.LockTimeout, holder => OnWaiting(waits: true, holder));

    /// <summary>A handle of its own: the chat's goes on with the next message.</summary>
    private async Task<CompactionResult> CompactWithOwnHandleAsync(CompactionTrigger trigger, CancellationToken cancellationToken)
    {
        if (await host.Store.OpenAsync(Key, cancellationToken) is not { } own)
            return CompactionResult.Nothing;
        await using (own)
            return await CompactAsync(own, await CompactionAsync(cancellationToken), trigger, focus: null, new TurnLeaseRequest("lurkbot", host.Options.Sessions.LockTimeout), cancellationToken);
    }

    /// <summary>Makes older messages small since the provider found them too long.</summary>
    /// <param name="session">The session, which the turn holds.</param>
    /// <param name="limit">What was too long, in tokens: a summary's own request must be shorter.</param>
    /// <param name="say">Tells the person.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private async Task CompactOverflowAsync(IStoredSession session, long limit, Action<string> say, CancellationToken cancellationToken)
    {
        var settings = await CompactionAsync(cancellationToken);
        settings = settings with { Window = (int)Math.Min(settings.Window, limit) };
        var done = await CompactAsync(session, settings, CompactionTrigger.Overflow, focus: null, wait: null, cancellationToken);
        say($"The provider finds the conversation too long. {CompactionText.Of(done)}");
    }

    private async Task<CompactionResult> CompactAsync(IStoredSession session, CompactionSettings settings, CompactionTrigger trigger, string? focus, TurnLeaseRequest? wait, CancellationToken cancellationToken)
    {
        using var summarizer = await CreateSummarizerAsync(session, cancellationToken);
        var request = new CompactionRequest(trigger, trigger == CompactionTrigger.Asked ? Owner : "lurkbot", Model, wait)
        {
            Focus = focus,
            IsTooLong = error => error is ModelException { Failure: ModelFailure.ContextOverflow },
            OnStored = entry =>
            {
                if (new SessionCalls(session.Info.Id).Next(entry) is { } call)
                    host.Ledger.Append(call);
            },
        };
        return await new SessionCompactor(summarizer, settings, host.Time).RunAsync(session, request, cancellationToken);
    }

    /// <summary>The session's model; null when it is the built-in one, or a budget leaves nothing for it.</summary>
    private async Task<IChatClient?> CreateSummarizerAsync(IStoredSession session, CancellationToken cancellationToken)
    {
        if (string.Equals(Model, ModelClients.Offline, StringComparison.Ordinal))
            return null;
        var budgets = await host.WatchAsync(Key, cancellationToken);
        return (await budgets.ReadAsync(session, cancellationToken)).Any(stand => stand.IsUsed) ? null : setup.Models.Create(Model);
    }

    /// <summary>Tells what was done while the person typed.</summary>
    private void SayWhatWasCompacted(ReplySink sink)
    {
        if (compaction is not { IsCompletedSuccessfully: true, Result: { Outcome: not CompactionOutcome.Nothing } result })
            return;
        compaction = null;
        sink.OnNote(CompactionText.Of(result));
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
