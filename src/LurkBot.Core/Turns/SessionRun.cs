using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Storage;
using LurkBot.Text;
using Microsoft.Extensions.Logging;

namespace LurkBot.Turns;

/// <summary>One run of a runner in one session: recovery, then turn after turn.</summary>
internal sealed partial class SessionRun(
    ISessionStore store,
    SessionInbox inbox,
    ITurnSetup setup,
    SessionRunnerOptions options,
    TimeProvider time,
    IStoredSession session,
    RunRequest request,
    Action<TurnUpdate> report,
    ILogger logger,
    LurkBotTelemetry? telemetry)
{
    private const int LongestQuote = 40;
    private const string Actor = "lurkbot";
    private const string ByUser = "Cancelled by the user.";
    private const string EndedTooOften = "Not answered: LurkBot stopped unexpectedly three times during this turn.";

    private readonly PendingMessages pending = new(store, inbox, session, options);
    private readonly HashSet<long> skipped = [];
    private TurnAttempts attempts = new(null);
    private readonly DateTimeOffset began = time.GetUtcNow();
    private bool hasReported;

    /// <summary>Answers what waits, up to the door's own message.</summary>
    /// <param name="cancellationToken">Stops the turn that runs.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AnswerAllAsync(cancellationToken);
            // The user stopped the run while it answered another message.
            if (request.UpTo is not null && !hasReported)
                cancellationToken.ThrowIfCancellationRequested();
        }
        catch (Exception e) when (request.UpTo is not null && !hasReported && e is not ProcessClosingException)
        {
            await WithdrawOwnAsync(request.UpTo.Value, e);
            throw;
        }
    }

    private async Task AnswerAllAsync(CancellationToken cancellationToken)
    {
        await using var lease = request.Lease is { IsHeld: true } given ? given : await session.TakeTurnAsync(new TurnLeaseRequest(request.Who, request.LockTimeout, owner => report(new TurnUpdate.Waiting(owner))), cancellationToken);
        attempts = new TurnAttempts(lease.Left);
        if (lease.IsExclusive)
            await LegacyTurns.CloseAsync(session, lease, time);
        IReadOnlyList<long> held = [];
        while (true)
        {
            if (options.Closing.IsCancellationRequested)
            {
                await LeaveAsync(cancellationToken);
                return;
            }

            if (lease.IsExclusive && !await RecoverAsync(lease, cancellationToken))
                return;
            var waiting = await pending.ReadAsync(lease.IsExclusive, held.Count == 0 ? attempts.Left : [.. attempts.Left, .. held], cancellationToken);
            await EndAsync(lease, waiting.Stopped, TurnFate.Cancelled, ByUser);
            await EndAsync(lease, [.. waiting.Copied], TurnFate.Cancelled, "Cancelled: it came with a copy of the session.", NoticeTopic.Copy);
            var old = waiting.Messages.Where(message => time.GetUtcNow() - message.At > options.PendingMaxAge).ToList();
            if (old.Count > 0)
                report(new TurnUpdate.Note($"Not answered, since LURKBOT_PENDING_MAX_AGE has passed: {Quoted(old)}"));
            await EndAsync(lease, old, TurnFate.Failed, "Not answered: the message waited for too long.");
            var batch = PendingMessages.Choose([.. waiting.Messages.Where(message => !old.Contains(message) && !skipped.Contains(message.Id) && !(message.Id > request.UpTo))], session.Info.ChosenQueueMode ?? options.QueueMode);
            if (batch.Count == 0)
                break;
            List<UserEntry> over = [.. batch.Where(message => attempts.IsOver(message.Id))];
            if (over.Count > 0)
            {
                await EndAsync(lease, over, TurnFate.Failed, EndedTooOften);
                report(new TurnUpdate.Note($"{EndedTooOften} {Quoted(over)}"));
                continue;
            }

            if (PendingMessages.QuietLeft(batch, time.GetUtcNow(), part => IsOfAnother(part.Id) ? began : part.At) is var quiet && quiet > TimeSpan.Zero)
            {
                held = await HoldAsync(lease, batch, quiet, cancellationToken);
                continue;
            }

            held = [];
            var surplus = PendingMessages.Surplus(batch, options.MostTogether);
            if (surplus.Count > 0)
            {
                await EndAsync(lease, surplus, TurnFate.Failed, $"{Plural.Of(surplus.Count, "older message was", "older messages were")} not answered: more than {options.MostTogether} were waiting. Send again what still matters.");
                report(new TurnUpdate.Note($"Not answered, since more than {options.MostTogether} messages were waiting: {Plural.Of(surplus.Count, "older message")}."));
                continue;
            }

            if (!await AnswerAsync(lease, batch, waiting.Through, cancellationToken))
                return;
        }

        await ReportOwnAsync(cancellationToken);
    }

    /// <summary>Leaves what waits to the next start of the process.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await ReportOwnAsync(cancellationToken);
        if (request.UpTo is null ? session.Info.Turns is { Pending.Count: > 0 } or { Open.Count: > 0 } : !hasReported)
            throw new ProcessClosingException(isAccepted: true);
    }

    /// <summary>A door that hears an error says its message again: it must not wait here as well (RULES TU8).</summary>
    /// <param name="own">The door's own message.</param>
    /// <param name="why">Why the run ended.</param>
    private async Task WithdrawOwnAsync(long own, Exception why)
    {
        var (fate, text) = why switch
        {
            SessionBusyException => (TurnFate.Cancelled, "Cancelled: the session was busy."),
            OperationCanceledException => (TurnFate.Cancelled, ByUser),
            _ => (TurnFate.Refused, "Not answered: the turn could not begin."),
        };
        var isWithdrawn = false;
        try
        {
            isWithdrawn = await inbox.WithdrawAsync(session, own, fate, text, CancellationToken.None);
        }
        catch (LurkBotException)
        {
            // The disk is full, say: the message waits, and its door hears that it was accepted.
        }

        if (isWithdrawn && why is SessionBusyException busy)
            throw new SessionBusyException(busy.Holder, own);
        if (isWithdrawn)
            return;
        if (await StoredOutcome.FindAsync(session, own, CancellationToken.None) is null)
            throw new MessageAcceptedException(session.Info.Key, own, session.FindLeaseOwner());
        await ReportOwnAsync(CancellationToken.None);
    }

    /// <summary>Waits a moment for more parts. The messages are taken meanwhile, so that a stop finds them, without counting an attempt (RULES LE4).</summary>
    /// <returns>The messages.</returns>
    private async Task<IReadOnlyList<long>> HoldAsync(TurnLease lease, IReadOnlyList<UserEntry> batch, TimeSpan quiet, CancellationToken cancellationToken)
    {
        List<long> ids = [.. batch.Select(message => message.Id)];
        if (!lease.Owner.Messages.SequenceEqual(ids))
            lease.Take(ids, id => attempts.Next(id) - 1);
        await Task.Delay(quiet < options.LookEvery ? quiet : options.LookEvery, time, cancellationToken);
        return ids;
    }

    private async Task<bool> AnswerAsync(TurnLease lease, IReadOnlyList<UserEntry> batch, long through, CancellationToken cancellationToken)
    {
        // Under the append lock, so that a door does not take back what is taken here (RULES TU8).
        IReadOnlyList<UserEntry> taken = [];
        await session.AppendAsync(
            info =>
            {
                taken = [.. batch.Where(message => info.Turns!.Pending.Contains(message.Id))];
                if (taken.Count > 0)
                    lease.Take([.. taken.Select(message => message.Id)], attempts.Next);
                return [];
            },
            cancellationToken);
        if (taken.Count == 0)
            return true;
        report(new TurnUpdate.Answering(taken));
        telemetry?.Waited(ChannelOf(taken), time.GetUtcNow() - taken[0].At);
        return await RunTurnAsync(lease, taken, taken[^1].Id, through, (_, runner, token) => runner.RunAsync(lease, taken, report, token), cancellationToken);
    }

    /// <summary>Prepares a turn and runs it while others may stop or steer it.</summary>
    /// <param name="lease">The session, held.</param>
    /// <param name="messages">What is answered.</param>
    /// <param name="id">The turn.</param>
    /// <param name="through">The newest entry that was looked at when they were chosen.</param>
    /// <param name="run">Runs it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False when the run ends here: the turn is parked, or was stopped.</returns>
    private async Task<bool> RunTurnAsync(TurnLease lease, IReadOnlyList<UserEntry> messages, long id, long through, Func<PreparedTurn, SessionTurn, CancellationToken, Task<TurnResult>> run, CancellationToken cancellationToken)
    {
        TurnResult result;
        var (channel, began) = (ChannelOf(messages), time.GetTimestamp());
        using var span = telemetry?.BeginTurn(session.Info.Id, channel, lease.Owner.Attempt);
        LogBegan(session.Info.Id, id, channel, lease.Owner.Attempt);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var leaving = options.Leaving.Register(lease.Uncount);
        await using var watch = new TurnWatch(session, id, through, options.QueueMode, message => messages.Count > 0 && PendingMessages.IsLike(message, messages[^1]), stop, options.LookEvery, time);
        try
        {
            await using var prepared = await setup.PrepareAsync(session, messages, id, report, stop.Token);
            result = await run(prepared, new SessionTurn(session, prepared.Call, prepared.Options with { Watch = watch, Telemetry = telemetry, WhyStopped = () => watch.Why ?? request.WhyLeft?.Invoke(), Stalled = () => watch.Stall, OfOthers = [.. messages.Select(message => message.Id).Where(IsOfAnother)] }, time), stop.Token);
        }
        catch (Exception e) when (e is LurkBotException or OperationCanceledException)
        {
            result = await RefuseAsync(lease, messages, id, e is OperationCanceledException && watch.Stall is { } stall ? stall : e, watch.Why ?? request.WhyLeft?.Invoke());
        }

        result = result.Fate == TurnFate.Cancelled ? result with { Why = watch.Why ?? request.WhyLeft?.Invoke() } : result;
        telemetry?.TurnEnded(span, channel, result, time.GetElapsedTime(began));
        LogEnded(id, result, time.GetElapsedTime(began));
        inbox.Forget(session.Info.Id, result.IsParked ? [] : result.Answers);
        if (result.IsParked)
            return false;
        hasReported |= request.UpTo is not { } own || result.Answers.Contains(own);
        report(new TurnUpdate.Ended(result));
        if (watch.StopsAllThrough > 0)
        {
            var waiting = await pending.ReadAsync(lease.IsExclusive, [], CancellationToken.None);
            await EndAsync(lease, [.. waiting.Messages.Where(message => message.Id < watch.StopsAllThrough)], TurnFate.Cancelled, ByUser);
        }

        // An end that could not be stored, on a full disk say, is tried by a later run: not at once, and not for ever.
        return !cancellationToken.IsCancellationRequested && !result.Answers.Any(id => session.Info.Turns?.CanAnswer(id) == true);
    }

    /// <summary>Where the reply goes; without messages, all of them erased, where the session is.</summary>
    private string ChannelOf(IReadOnlyList<UserEntry> messages) => messages.Count == 0 ? session.Info.Key.Channel : ReplyAddress.Of(messages[^1].ReplyTo).Channel;

    /// <summary>Whether a message came through another process, as far as this one can tell.</summary>
    private bool IsOfAnother(long message) => message != request.UpTo && !inbox.IsOwn(session.Info.Id, message);

    private static string Quoted(IReadOnlyList<UserEntry> messages) => string.Join(", ", messages.Select(message => $"“{HistoryDigest.Shorten(message.Content.ReplaceLineEndings(" "), LongestQuote)}”"));

    /// <summary>Ends a turn that could not begin. The door's own message is refused: its sender may send it again, so no model sees it.</summary>
    private async Task<TurnResult> RefuseAsync(TurnLease lease, IReadOnlyList<UserEntry> messages, long turn, Exception why, string? stopped)
    {
        var (isCancelled, isStalled, ids) = (why is OperationCanceledException, why is TurnStalledException, messages.Select(message => message.Id).ToList());
        var text = why is not LurkBotException known ? stopped ?? ByUser : FailureAudience.IsOwner(session.Info.Key.Type, messages) ? known.Message : known.ForSender;
        if (session.Info.Turns?.Open.Any(open => open.Turn == turn) == true)
        {
            var entries = await session.ReadAllAsync(CancellationToken.None);
            var open = TurnState.Of(entries).Open.First(known => known.Turn == turn);
            await CloseAsync(lease, new StoredTurn(open, TurnMap.Of(entries), entries, []), isCancelled ? TurnFate.Cancelled : TurnFate.Failed, text, "error");
            return Result(isCancelled ? TurnFate.Cancelled : TurnFate.Failed);
        }

        var own = messages.Where(message => message.Id == request.UpTo).ToList();
        await EndAsync(lease, own, isCancelled ? TurnFate.Cancelled : TurnFate.Refused, text);
        // What one door lacks, a key or a sandbox, another one may have: its messages stay pending. A message that brought its own
        // plan waits for no other door: the process that accepted it is gone.
        List<UserEntry> ended = [.. messages.Except(own).Where(message => isStalled || (isCancelled ? stopped is not null || !IsOfAnother(message.Id) : message.Door is not null))];
        await EndAsync(lease, ended, isCancelled ? TurnFate.Cancelled : TurnFate.Failed, text, isHeard: true);
        skipped.UnionWith(ids.Except(ended.Select(message => message.Id)));
        ids = [.. own.Concat(ended).Select(message => message.Id)];
        return Result(isCancelled ? TurnFate.Cancelled : own.Count > 0 ? TurnFate.Refused : TurnFate.Failed);

        TurnResult Result(TurnFate fate) => new(fate, "", "", null, isCancelled ? "cancelled" : "error", why) { Answers = ids };
    }

    /// <summary>Ends messages without a turn.</summary>
    /// <param name="lease">The session, held.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="fate">Their fate.</param>
    /// <param name="text">Why.</param>
    /// <param name="topic">What the notice is about.</param>
    /// <param name="isHeard">Whether later turns see them.</param>
    private async Task EndAsync(TurnLease lease, IReadOnlyList<UserEntry> messages, TurnFate fate, string text, NoticeTopic? topic = null, bool isHeard = false)
    {
        if (messages.Count == 0)
            return;
        List<long> ids = [.. messages.Select(message => message.Id).Order()];
        try
        {
            await session.AppendAsync(lease, [new NoticeEntry { Turn = ids[^1], At = time.GetUtcNow(), Content = text, Fate = fate, Topic = topic, Heard = isHeard ? ids : [], Answers = ids, Actor = Actor, Reason = "ended" }], CancellationToken.None);
        }
        catch (StaleLeaseException)
        {
            // Taken back meanwhile: the next look does not find it.
        }

        inbox.Forget(session.Info.Id, ids);
    }

    /// <summary>Reports the outcome of the door's own message when another process, or an earlier run, answered it.</summary>
    private async Task ReportOwnAsync(CancellationToken cancellationToken)
    {
        if (hasReported || request.UpTo is not { } own || await StoredOutcome.FindAsync(session, own, cancellationToken) is not { } result)
            return;
        hasReported = true;
        if (result.Reply.Length > 0)
            report(new TurnUpdate.TextDelta(result.Reply));
        report(new TurnUpdate.Ended(result));
    }
}
