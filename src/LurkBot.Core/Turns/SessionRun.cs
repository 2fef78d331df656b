using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>One run of a runner in one session: recovery, then turn after turn.</summary>
internal sealed class SessionRun(
    ISessionStore store,
    SessionInbox inbox,
    ITurnSetup setup,
    SessionRunnerOptions options,
    TimeProvider time,
    IStoredSession session,
    RunRequest request,
    Action<TurnUpdate> report)
{
    private const int MostAttempts = 3;
    private const string Actor = "lurkbot";
    private const string EndedTooOften = "Not answered: LurkBot stopped unexpectedly three times during this turn.";

    private readonly PendingMessages pending = new(store, inbox, session, options);
    private readonly HashSet<long> skipped = [];
    private TurnLeaseOwner? attempts;
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
        catch (Exception e) when (request.UpTo is not null && !hasReported)
        {
            await WithdrawOwnAsync(request.UpTo.Value, e);
            throw;
        }
    }

    private async Task AnswerAllAsync(CancellationToken cancellationToken)
    {
        await using var lease = request.Lease is { IsHeld: true } held ? held : await session.TakeTurnAsync(new TurnLeaseRequest(request.Who, request.LockTimeout, owner => report(new TurnUpdate.Waiting(owner))), cancellationToken);
        attempts = lease.Left is { Messages.Count: > 0 } left ? left : null;
        if (lease.IsExclusive)
            await LegacyTurns.CloseAsync(session, lease, time);
        while (true)
        {
            if (lease.IsExclusive && !await RecoverAsync(lease, cancellationToken))
                return;
            var waiting = await pending.ReadAsync(lease.IsExclusive, attempts?.Messages ?? [], cancellationToken);
            await EndAsync(lease, waiting.Stopped, TurnFate.Cancelled, "Cancelled by the user.");
            await EndAsync(lease, [.. waiting.Copied], TurnFate.Cancelled, "Cancelled: it came with a copy of the session.", NoticeTopic.Copy);
            var old = waiting.Messages.Where(message => time.GetUtcNow() - message.At > options.PendingMaxAge).ToList();
            if (old.Count > 0)
                report(new TurnUpdate.Note($"Not answered, as LURKBOT_PENDING_MAX_AGE is over: {old.Count} {(old.Count == 1 ? "message" : "messages")}."));
            await EndAsync(lease, old, TurnFate.Failed, "Not answered: the message waited for too long.");
            var batch = PendingMessages.Choose([.. waiting.Messages.Where(message => !old.Contains(message) && !skipped.Contains(message.Id) && !(message.Id > request.UpTo))], options.QueueMode);
            if (batch.Count == 0)
                break;
            var attempt = AttemptOf([.. batch.Select(message => message.Id)]);
            if (attempt > MostAttempts)
            {
                await EndAsync(lease, [.. batch.Where(message => attempts!.Messages.Contains(message.Id))], TurnFate.Failed, EndedTooOften);
                continue;
            }

            if (!await AnswerAsync(lease, batch, waiting.Through, attempt, cancellationToken))
                return;
        }

        await ReportOwnAsync(cancellationToken);
    }

    /// <summary>A door that hears an error says its message again: it must not wait here as well (RULES TU8).</summary>
    /// <param name="own">The door's own message.</param>
    /// <param name="why">Why the run ended.</param>
    private async Task WithdrawOwnAsync(long own, Exception why)
    {
        var (fate, text) = why switch
        {
            SessionBusyException => (TurnFate.Cancelled, "Cancelled: the session was busy."),
            OperationCanceledException => (TurnFate.Cancelled, "Cancelled by the user."),
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

        if (isWithdrawn)
            return;
        if (await StoredOutcome.FindAsync(session, own, CancellationToken.None) is null)
            throw new MessageAcceptedException(own, session.FindLeaseOwner());
        await ReportOwnAsync(CancellationToken.None);
    }

    /// <summary>Closes or goes on with turns that have no end.</summary>
    /// <returns>False when one is parked, or the run was stopped: nothing else of the session runs.</returns>
    private async Task<bool> RecoverAsync(TurnLease lease, CancellationToken cancellationToken)
    {
        if (session.Info.Turns is { Open.Count: 0 })
            return true;
        var entries = await session.ReadAllAsync(cancellationToken);
        var map = TurnMap.Of(entries);
        foreach (var open in TurnState.Of(entries).Open)
        {
            var turn = new StoredTurn(open, map, entries, attempts?.Messages ?? []);
            switch (turn.Decide(time.GetUtcNow(), options))
            {
                case StoredTurnStep.Wait:
                    report(new TurnUpdate.ApprovalAsked(turn.Question!, turn.QuestionCall));
                    return false;
                case StoredTurnStep.Expire:
                    await SessionRunner.AnswerAsync(session, turn.Question!, ApprovalDecision.Expired, Actor, time, cancellationToken);
                    return await RecoverAsync(lease, cancellationToken);
                case StoredTurnStep.Cancel:
                    await CloseAsync(lease, turn, TurnFate.Cancelled, "Cancelled by the user.", "cancelled");
                    break;
                case StoredTurnStep.Close:
                    await CloseAsync(lease, turn, TurnFate.Failed, "Interrupted before the reply was complete.", "interrupted");
                    report(new TurnUpdate.Note("The last turn was interrupted before its reply was complete. /retry answers it again."));
                    break;
                case StoredTurnStep.Resume when turn.Messages.Count > 0 && !options.Serves(ReplyAddress.Of(turn.Messages[^1].ReplyTo)):
                    // The process that serves that address goes on with it.
                    break;
                case StoredTurnStep.Resume when AttemptOf(turn.Heard) is var attempt && attempt <= MostAttempts:
                    if (!await ResumeAsync(lease, turn, entries[^1].Id, attempt, cancellationToken))
                        return false;
                    break;
                default:
                    await CloseAsync(lease, turn, TurnFate.Failed, EndedTooOften, "interrupted");
                    break;
            }
        }

        return true;
    }

    /// <summary>Ends a turn that no process runs any more.</summary>
    private async Task CloseAsync(TurnLease lease, StoredTurn turn, TurnFate fate, string text, string reason) => await session.AppendAsync(
        lease,
        [
            .. turn.OpenCalls.Select(call => new ToolEntry { Turn = turn.Id, At = time.GetUtcNow(), ToolCallId = call.Id, Name = call.Name, Content = CopiedTurns.Interrupted, Error = true }),
            new NoticeEntry { Turn = turn.Id, At = time.GetUtcNow(), Content = text, Fate = fate, Answers = turn.Heard, Actor = Actor, Reason = reason },
        ],
        CancellationToken.None);

    /// <summary>How often messages were tried, the next time included.</summary>
    private int AttemptOf(IReadOnlyList<long> messages) => attempts is not null && messages.Any(attempts.Messages.Contains) ? attempts.Attempt + 1 : 1;

    private async Task<bool> ResumeAsync(TurnLease lease, StoredTurn turn, long through, int attempt, CancellationToken cancellationToken)
    {
        report(new TurnUpdate.Answering(turn.Messages));
        // Counted before anything can end this process.
        lease.Take(turn.Heard, attempt);
        return await RunTurnAsync(lease, turn.Messages, turn.Id, through, ResumeTurnAsync, cancellationToken);

        async Task<TurnResult> ResumeTurnAsync(PreparedTurn prepared, SessionTurn runner, CancellationToken token)
        {
            if (turn.Question is { } question)
            {
                lease.Take([.. turn.Heard, question.Id], attempt);
                prepared.Approvals.Decisions[question.ToolCallId] = turn.Decision;
            }
            else if (turn.OpenCalls.Count > 0)
            {
                // A process was killed in the middle of a call: whether it ran is unknown.
                await session.AppendAsync(lease, [.. turn.OpenCalls.Select(call => new ToolEntry { Turn = turn.Id, At = time.GetUtcNow(), ToolCallId = call.Id, Name = call.Name, Content = "Interrupted: the call may have run.", Error = true })], CancellationToken.None);
            }

            return await runner.ResumeAsync(lease, turn.Open, turn.Messages.Count == 0 ? null : turn.Messages[^1].Sender, report, token);
        }
    }

    private async Task<bool> AnswerAsync(TurnLease lease, IReadOnlyList<UserEntry> batch, long through, int attempt, CancellationToken cancellationToken)
    {
        // Under the append lock, so that a door does not take back what is taken here (RULES TU8).
        IReadOnlyList<UserEntry> taken = [];
        await session.AppendAsync(
            info =>
            {
                taken = [.. batch.Where(message => info.Turns!.Pending.Contains(message.Id))];
                if (taken.Count > 0)
                    lease.Take([.. taken.Select(message => message.Id)], attempt);
                return [];
            },
            cancellationToken);
        if (taken.Count == 0)
            return true;
        report(new TurnUpdate.Answering(taken));
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
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var watch = new TurnWatch(session, id, through, options.QueueMode, message => messages.Count > 0 && PendingMessages.IsLike(message, messages[^1]), stop, options.LookEvery, time);
        try
        {
            await using var prepared = await setup.PrepareAsync(session, messages, id, report, stop.Token);
            result = await run(prepared, new SessionTurn(session, prepared.Client, prepared.Options with { Watch = watch, WhyStopped = () => watch.Why }, time), stop.Token);
        }
        catch (Exception e) when (e is LurkBotException or OperationCanceledException)
        {
            result = await RefuseAsync(lease, messages, id, e);
        }

        inbox.Forget(session.Info.Id, result.IsParked ? [] : result.Answers);
        if (result.IsParked)
            return false;
        hasReported |= request.UpTo is not { } own || result.Answers.Contains(own);
        report(new TurnUpdate.Ended(result));
        if (watch.StopsAllThrough > 0)
        {
            var waiting = await pending.ReadAsync(lease.IsExclusive, [], CancellationToken.None);
            await EndAsync(lease, [.. waiting.Messages.Where(message => message.Id < watch.StopsAllThrough)], TurnFate.Cancelled, "Cancelled by the user.");
        }

        // An end that could not be stored, on a full disk say, is tried by a later run: not at once, and not for ever.
        return !cancellationToken.IsCancellationRequested && !result.Answers.Any(id => session.Info.Turns?.CanAnswer(id) == true);
    }

    /// <summary>Ends a turn that could not begin. The door's own message is refused: its sender may send it again, so no model sees it.</summary>
    private async Task<TurnResult> RefuseAsync(TurnLease lease, IReadOnlyList<UserEntry> messages, long turn, Exception why)
    {
        var (isCancelled, ids) = (why is OperationCanceledException, messages.Select(message => message.Id).ToList());
        var text = why is not LurkBotException known ? "Cancelled by the user." : session.Info.Key.Type == SessionType.Main ? known.Message : known.ForSender;
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
        List<UserEntry> ended = [.. messages.Except(own).Where(message => isCancelled || message.Door is not null)];
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
