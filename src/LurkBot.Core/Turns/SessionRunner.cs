using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LurkBot.Turns;

/// <summary>
/// Answers what waits in sessions, one turn after the other, under the session's lease: several processes may run beside each other, and
/// none answers a message twice or leaves one behind. Thread-safe.
/// </summary>
/// <param name="store">The sessions.</param>
/// <param name="inbox">Accepts the messages of this process.</param>
/// <param name="setup">Makes what a turn needs.</param>
/// <param name="options">Which messages this process answers.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told when turns begin and end; null when nobody reads it.</param>
/// <param name="telemetry">The process's traces and metrics; null when there are none.</param>
internal sealed class SessionRunner(
    ISessionStore store,
    SessionInbox inbox,
    ITurnSetup setup,
    SessionRunnerOptions options,
    TimeProvider time,
    ILogger<SessionRunner>? logger = null,
    LurkBotTelemetry? telemetry = null)
{
    private readonly ILogger log = logger ?? NullLogger<SessionRunner>.Instance;

    /// <summary>Answers what waits in a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">For whom, and how far.</param>
    /// <param name="cancellationToken">Stops the turn that runs; what came of it is kept.</param>
    /// <returns>What happens. A reader that leaves early stops the turn.</returns>
    /// <exception cref="SessionBusyException">Another turn holds the session; the door's own message was taken back.</exception>
    /// <exception cref="MessageAcceptedException">Another turn holds the session and answers the door's own message.</exception>
    public async IAsyncEnumerable<TurnUpdate> RunAsync(IStoredSession session, RunRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = Channel.CreateUnbounded<TurnUpdate>(new() { SingleReader = true });
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        async Task RunAsync()
        {
            Exception? failure = null;
            try
            {
                await new SessionRun(store, inbox, setup, options, time, session, request, update => updates.Writer.TryWrite(update), log, telemetry).RunAsync(left.Token);
            }
            catch (Exception e)
            {
                failure = e;
            }

            updates.Writer.Complete(failure);
        }

        var run = Task.Run(RunAsync, CancellationToken.None);
        try
        {
            // What happened is told to the end, also when the turn was stopped.
            await foreach (var update in updates.Reader.ReadAllAsync(CancellationToken.None))
                yield return update;
        }
        finally
        {
            if (!run.IsCompleted)
                await left.CancelAsync();
            await run;
        }
    }

    /// <summary>Stops the turn of a session. A turn that no process runs, parked or left by a killed one, ends at once; else its process is asked, without waiting for it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="all">Whether messages that wait are cancelled too.</param>
    /// <param name="change">Who asks for it, and how.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What was done.</returns>
    public ValueTask<StopResult> StopAsync(IStoredSession session, bool all, SessionChange change, CancellationToken cancellationToken) =>
        new SessionStop(inbox, session, all, change, time).RunAsync(cancellationToken);

    /// <summary>Ends a parked turn where the session's queue mode says that a newer message ends it (RULES TU6).</summary>
    /// <param name="session">The session.</param>
    /// <param name="question">What the turn waits for.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Whether it ended.</returns>
    public async ValueTask<bool> InterruptAsync(IStoredSession session, ApprovalEntry question, CancellationToken cancellationToken)
    {
        if ((session.Info.ChosenQueueMode ?? options.QueueMode) is not QueueMode.Interrupt || session.Info.Turns is not { Pending.Count: > 0 } turns)
            return false;
        var entries = await session.ReadAfterAsync(question.Turn - 1, cancellationToken);
        if (entries.OfType<UserEntry>().FirstOrDefault(message => message.Id == question.Turn) is not { } own
            || !entries.OfType<UserEntry>().Any(message => message.Id != own.Id && turns.Pending.Contains(message.Id) && message is { Observed: false, IsSaid: true } && PendingMessages.IsLike(message, own)))
            return false;
        try
        {
            await using var lease = await session.TakeTurnAsync(new TurnLeaseRequest(TurnStalledException.Actor, TimeSpan.Zero), cancellationToken);
            if (!lease.IsExclusive)
                return false;
            // Parked: no process runs it. Where another one ended it meanwhile, nothing is left to end.
            entries = await session.ReadAllAsync(cancellationToken);
            var change = new SessionChange(TurnStalledException.Actor, "interrupted");
            IReadOnlyList<long> heard = [];
            await session.AppendAsync(
                info =>
                {
                    List<OpenTurn> parked = [.. info.Turns!.Open.Where(open => open.Turn == question.Turn)];
                    heard = [.. parked.SelectMany(open => open.Heard)];
                    return [.. TurnEnds.Open(entries, parked, TurnEnding.Interrupted, change, time)];
                },
                cancellationToken);
            inbox.Forget(session.Info.Id, heard);
            return true;
        }
        catch (SessionBusyException)
        {
            // Someone looks at the session just now; the next look is soon.
            return false;
        }
    }

    /// <summary>Answers the question whether a call may run. The first answer counts; a yes after it became a no does not.</summary>
    /// <param name="session">The session.</param>
    /// <param name="question">The question.</param>
    /// <param name="decision">The answer.</param>
    /// <param name="actor">Who answers; one of the question's approvers, or <c>lurkbot</c> for an expiry.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Whether the answer counts, and why not.</returns>
    public static async ValueTask<ApprovalOutcome> AnswerAsync(IStoredSession session, ApprovalEntry question, ApprovalDecision decision, string actor, TimeProvider time, CancellationToken cancellationToken)
    {
        var since = await session.ReadAfterAsync(question.Id, cancellationToken);
        var known = since.Count == 0 ? question.Id : since[^1].Id;
        while (true)
        {
            if (OutcomeOf(question, decision, since, time.GetUtcNow()) is { } late)
                return late;
            var (isOpen, isNew) = (false, false);
            var stored = await session.AppendAsync(
                info =>
                {
                    isOpen = info.Turns!.Open.Any(turn => turn.Turn == question.Turn);
                    isNew = info.LastId > known;
                    return isOpen && !isNew
                        ? [new ApprovalEntry { Turn = question.Turn, At = time.GetUtcNow(), ToolCallId = question.ToolCallId, Name = question.Name, Approves = question.Id, Decision = decision, Actor = actor }]
                        : [];
                },
                cancellationToken);
            if (stored.Count > 0 || !isOpen)
                return stored.Count > 0 ? ApprovalOutcome.Stored : ApprovalOutcome.Ended;
            // Another append came between the look and the answer: look at that too.
            since = await session.ReadAfterAsync(question.Id, cancellationToken);
            known = since.Count == 0 ? question.Id : since[^1].Id;
        }
    }

    /// <summary>Why an answer comes too late; null when it does not.</summary>
    private static ApprovalOutcome? OutcomeOf(ApprovalEntry question, ApprovalDecision decision, IReadOnlyList<Entry> since, DateTimeOffset now)
    {
        if (since.OfType<ApprovalEntry>().Any(entry => entry.Approves == question.Id))
            return ApprovalOutcome.AnsweredBefore;
        if (EffectiveHistory.LastClear(since) > 0)
            return ApprovalOutcome.Cleared;
        return decision is ApprovalDecision.No or ApprovalDecision.Expired ? null
            : now >= question.ExpiresAt ? ApprovalOutcome.Expired
            : StoredTurn.HasNewerMessage(question, since) ? ApprovalOutcome.NewerMessage : null;
    }
}
