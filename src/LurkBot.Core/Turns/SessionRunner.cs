using System.Runtime.CompilerServices;
using System.Threading.Channels;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

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
public sealed class SessionRunner(ISessionStore store, SessionInbox inbox, ITurnSetup setup, SessionRunnerOptions options, TimeProvider time)
{
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
                await new SessionRun(store, inbox, setup, options, time, session, request, update => updates.Writer.TryWrite(update)).RunAsync(left.Token);
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

    /// <summary>Asks the process that runs a turn of a session to stop it; without waiting for it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="all">Whether messages that wait are cancelled too.</param>
    /// <param name="change">Who asks for it, and how.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Whether there was anything to stop.</returns>
    public async ValueTask<bool> StopAsync(IStoredSession session, bool all, SessionChange change, CancellationToken cancellationToken)
    {
        var stored = await session.AppendAsync(
            info =>
            {
                // A killed process leaves its name: what it had taken and did not end is stopped when the next one looks.
                var taken = session.FindLeaseOwner()?.Messages.Where(info.Turns!.CanAnswer).ToList() ?? [];
                var turn = info.Turns!.Open.Count > 0 ? info.Turns.Open[^1].Turn : taken.Count > 0 ? taken.Max() : (long?)null;
                var waiting = all ? info.Turns.Pending.Except(taken).ToList() : [];
                var entries = new List<Entry>();
                if (turn is not null || all)
                    entries.Add(new StopEntry { Stops = turn, All = all, At = time.GetUtcNow(), Actor = change.Actor, Reason = change.Reason });
                if (waiting.Count > 0)
                    entries.Add(new NoticeEntry { Turn = waiting[^1], Content = "Cancelled by the user.", Fate = TurnFate.Cancelled, Answers = waiting, At = time.GetUtcNow(), Actor = change.Actor, Reason = change.Reason });
                return turn is null && waiting.Count == 0 ? [] : entries;
            },
            cancellationToken);
        return stored.Count > 0;
    }

    /// <summary>Answers the question whether a call may run. The first answer counts; a yes after it became a no does not.</summary>
    /// <param name="session">The session.</param>
    /// <param name="question">The question.</param>
    /// <param name="decision">The answer.</param>
    /// <param name="actor">Who answers; one of the question's approvers, or <c>lurkbot</c> for an expiry.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>False when there is an answer already, the question expired, an approver said something else meanwhile, or the turn has ended.</returns>
    public static async ValueTask<bool> AnswerAsync(IStoredSession session, ApprovalEntry question, ApprovalDecision decision, string actor, TimeProvider time, CancellationToken cancellationToken)
    {
        var since = await session.ReadAfterAsync(question.Id, cancellationToken);
        var known = since.Count == 0 ? question.Id : since[^1].Id;
        while (true)
        {
            if (since.OfType<ApprovalEntry>().Any(entry => entry.Approves == question.Id))
                return false;
            if (decision is not (ApprovalDecision.No or ApprovalDecision.Expired) && StoredTurn.IsNo(question, since, time.GetUtcNow()))
                return false;
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
                return stored.Count > 0;
            // Another append came between the look and the answer: look at that too.
            since = await session.ReadAfterAsync(question.Id, cancellationToken);
            known = since.Count == 0 ? question.Id : since[^1].Id;
        }
    }
}
