using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Storage;
using Microsoft.Extensions.AI;

namespace LurkBot.Compaction;

/// <summary>
/// Compacts a session: appends what stands for older entries, which stay in the history. It holds the session only for the moment of
/// appending, so no message waits for it; each part that is done is kept, so it goes on after a crash.
/// </summary>
/// <param name="client">The model; null when none can summarize, such as the built-in one.</param>
/// <param name="settings">When and how.</param>
/// <param name="time">The clock.</param>
internal sealed class SessionCompactor(IChatClient? client, CompactionSettings settings, TimeProvider time)
{
    private const string Actor = "lurkbot";

    /// <summary>The part of the budget under which shortened results are enough.</summary>
    private const double Enough = 0.5;

    /// <summary>The part that shortening must save to be worth an entry.</summary>
    private const double WorthShortening = 0.1;

    /// <summary>The part of what it replaces that a summary may be: it costs the provider's cache.</summary>
    private const double Worthwhile = 0.9;

    /// <summary>No model that can summarize has a smaller window, in tokens.</summary>
    private const int SmallestWindow = 2_000;

    private bool AsksModel => settings.Strategy != CompactionStrategy.Truncate && client is not null;

    private TokenCounter Counter => settings.Context.Counter;

    /// <summary>Compacts what is worth it.</summary>
    /// <param name="session">The session; nobody else uses this handle meanwhile.</param>
    /// <param name="request">Why, and for whom.</param>
    /// <param name="cancellationToken">Stops it; what is done stays.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="LurkBotException">The session cannot be read or written, or is busy for too long.</exception>
    public async Task<CompactionResult> RunAsync(IStoredSession session, CompactionRequest request, CancellationToken cancellationToken)
    {
        var (result, window) = (CompactionResult.Nothing, settings.Window);
        while (await PlanAsync(session, settings, request.Trigger, cancellationToken) is { } plan)
        {
            var shortened = settings.Strategy == CompactionStrategy.Hybrid ? await ShortenAsync(session, plan, request, cancellationToken) : null;
            if (shortened is { Outcome: not CompactionOutcome.Nothing })
                return shortened;
            var part = AsksModel ? SummaryChunks.First(plan, window, Counter) : plan;
            if (await SummarizeAsync(session, part, request, window, cancellationToken) is not { } done)
            {
                window /= 2;
                continue;
            }

            result = done.Outcome is CompactionOutcome.Summarized or CompactionOutcome.Listed || result.Entry is null ? Sum(result, done) : result with { Problem = done.Problem };
            if (done.Outcome is not (CompactionOutcome.Summarized or CompactionOutcome.Listed) || part.Range == plan.Range)
                break;
        }

        return result;
    }

    /// <summary>What would be compacted now.</summary>
    /// <param name="session">The session.</param>
    /// <param name="settings">When and how.</param>
    /// <param name="trigger">Why it is asked.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>Null when there is nothing worth it.</returns>
    public static async ValueTask<CompactionPlan?> PlanAsync(IStoredSession session, CompactionSettings settings, CompactionTrigger trigger, CancellationToken cancellationToken) =>
        CompactionPlanner.Plan(await ReadAsync(session, settings, cancellationToken), settings, trigger);

    /// <summary>All since the last summary, and that.</summary>
    private static ValueTask<IReadOnlyList<Entry>> ReadAsync(IStoredSession session, CompactionSettings settings, CancellationToken cancellationToken) =>
        ContextReader.ReadAsync(session, settings.Context with { Strategy = ContextStrategy.Summarize }, cancellationToken);

    private static CompactionResult Sum(CompactionResult one, CompactionResult other) => other with { Before = one.Before + other.Before };

    /// <summary>Null when the model's window is smaller than was thought.</summary>
    private async Task<CompactionResult?> SummarizeAsync(IStoredSession session, CompactionPlan plan, CompactionRequest request, int window, CancellationToken cancellationToken)
    {
        string? problem = null;
        var text = (string?)null;
        var writer = AsksModel && client is not null ? new SummaryWriter(client, settings with { Window = window }, time) : null;
        if (writer is not null)
        {
            try
            {
                text = await writer.WriteAsync(plan, request.Focus, cancellationToken);
                problem = text is null ? "The model gave no usable summary." : null;
            }
            catch (Exception e) when (request.IsTooLong?.Invoke(e) == true && window > SmallestWindow)
            {
                return null;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                problem = e is LurkBotException ? e.Message : $"The model failed: {e.Message}";
                if (settings.Strategy != CompactionStrategy.Hybrid && request.Trigger != CompactionTrigger.Overflow)
                    return await FailAsync(session, problem, request, writer.Usage, cancellationToken);
            }
        }

        var draft = SummaryDraft.Complete(text ?? PlainSummary.Of(plan, Counter, settings.LongestSummary / 2), SummaryEvidence.Of(plan), Counter, settings.LongestSummary / 2);
        var before = plan.Entries.Sum(Counter.Count) + (plan.Previous is null ? 0 : Counter.Count(plan.Previous.Content));
        var after = Counter.Count(draft.Text);
        if (after >= before * Worthwhile)
            return await FailAsync(session, "A summary would be hardly shorter than what it stands for.", request, writer?.Usage, cancellationToken);
        var entry = new SummaryEntry
        {
            Content = draft.Text,
            Covers = plan.Range,
            Except = plan.Except,
            Dropped = draft.Dropped,
            Model = text is null ? null : request.Model,
            Usage = Spent(writer?.Usage),
            Actor = request.Actor,
            Reason = problem is null ? plan.Reason : $"{plan.Reason}; {problem}",
        };
        var stored = await AppendAsync(session, plan, entry, request, cancellationToken);
        return stored is null
            ? await OutdateAsync(session, plan, request, writer?.Usage, cancellationToken)
            : new CompactionResult(text is null ? CompactionOutcome.Listed : CompactionOutcome.Summarized, stored, before, after, problem);
    }

    /// <summary>Shortens long results; nothing when there are none that matter, or that would not be enough.</summary>
    private async Task<CompactionResult> ShortenAsync(IStoredSession session, CompactionPlan plan, CompactionRequest request, CancellationToken cancellationToken)
    {
        var history = ContextHistory.Of(await ReadAsync(session, settings, cancellationToken), settings.Context);
        var (whole, saved) = (history.Units.Sum(unit => unit.Tokens(Counter)), 0L);
        foreach (var unit in history.Units.Where(unit => !unit.IsShortened && plan.Range.Contains(unit.FirstId) && !plan.Except.Contains(unit.FirstId)))
            saved += unit.Results.Where(TruncatedToolResult.IsLong).Sum(result => Counter.Count(result) - Counter.Count(TruncatedToolResult.Of(result)));
        if (saved < whole * WorthShortening || whole - saved > (settings.Context.MaxTokens - settings.Context.Overhead) * Enough)
            return CompactionResult.Nothing;
        var entry = new ShortenEntry { Covers = new EntryRange(plan.Entries.Min(entry => entry.Id), plan.Range.Last), Actor = request.Actor, Reason = plan.Reason };
        var stored = await AppendAsync(session, plan, entry, request, cancellationToken);
        return stored is null
            ? await OutdateAsync(session, plan, request, usage: null, cancellationToken)
            : new CompactionResult(CompactionOutcome.Shortened, stored, whole, whole - saved, null);
    }

    /// <summary>Leaves word of a failure, so that it is not tried again before the session has grown, and of what it cost.</summary>
    private async Task<CompactionResult> FailAsync(IStoredSession session, string problem, CompactionRequest request, UsageDetails? usage, CancellationToken cancellationToken)
    {
        var notice = request.Trigger == CompactionTrigger.Growth || usage is not null
            ? await NoticeAsync(session, $"No summary: {problem}", NoticeTopic.Compaction, request, usage, cancellationToken)
            : null;
        return new CompactionResult(CompactionOutcome.Failed, notice, 0, 0, problem);
    }

    /// <summary>Somebody else was faster, or what was summarized is not there any more.</summary>
    private async Task<CompactionResult> OutdateAsync(IStoredSession session, CompactionPlan plan, CompactionRequest request, UsageDetails? usage, CancellationToken cancellationToken)
    {
        if (usage is not null)
            await NoticeAsync(session, "No summary: the session changed meanwhile.", topic: null, request, usage, cancellationToken);
        return Newest(EffectiveHistory.Visible(await ReadAsync(session, settings, cancellationToken))) is { } newest && newest.Id > (plan.Previous?.Id ?? 0)
            ? CompactionResult.Nothing with { Problem = "Another process has just compacted this session." }
            : new CompactionResult(CompactionOutcome.Outdated, null, 0, 0, "The session changed meanwhile; nothing was compacted. Ask again if you still want it.");
    }

    private async Task<SystemEntry> NoticeAsync(IStoredSession session, string content, NoticeTopic? topic, CompactionRequest request, UsageDetails? usage, CancellationToken cancellationToken)
    {
        var notice = new NoticeEntry { Content = content, Topic = topic, Model = usage is null ? null : request.Model, Usage = Spent(usage), Actor = Actor, Reason = topic is null ? "compaction, outdated" : "compaction", At = time.GetUtcNow() };
        return Stored(request, (await session.AppendAsync([notice], cancellationToken))[0]);
    }

    private static Usage? Spent(UsageDetails? usage) => usage is null ? null : new Usage(usage.InputTokenCount ?? 0, usage.OutputTokenCount ?? 0, usage.CachedInputTokenCount ?? 0);

    private static SystemEntry Stored(CompactionRequest request, Entry entry)
    {
        request.OnStored?.Invoke((SystemEntry)entry);
        return (SystemEntry)entry;
    }

    private static SummaryEntry? Newest(IReadOnlyList<Entry> visible) => visible.OfType<SummaryEntry>().LastOrDefault(entry => entry.Range is not null);

    /// <summary>Appends an entry unless what it speaks of was taken back, cleared, erased or summarized meanwhile.</summary>
    /// <returns>The entry as stored; null when it is outdated.</returns>
    private async Task<SystemEntry?> AppendAsync(IStoredSession session, CompactionPlan plan, SystemEntry entry, CompactionRequest request, CancellationToken cancellationToken)
    {
        await using var hold = request.Wait is null ? null : await session.TakeTurnAsync(request.Wait, cancellationToken);
        var visible = EffectiveHistory.Visible(await ReadAsync(session, settings, cancellationToken));
        var ids = visible.Where(entry => entry is UserEntry or AssistantEntry or ToolEntry).Select(entry => entry.Id).ToHashSet();
        if (plan.Entries.Any(taken => !ids.Contains(taken.Id)) || Newest(visible)?.Id != plan.Previous?.Id)
            return null;
        return Stored(request, (await session.AppendAsync([entry with { At = time.GetUtcNow() }], CancellationToken.None))[0]);
    }
}
