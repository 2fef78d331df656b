using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>Recovery: what killed processes and parked turns left.</summary>
internal sealed partial class SessionRun
{
    /// <summary>Closes or goes on with turns that have no end.</summary>
    /// <returns>False when one is parked, or the run was stopped: nothing else of the session runs.</returns>
    private async Task<bool> RecoverAsync(TurnLease lease, CancellationToken cancellationToken)
    {
        if (session.Info.Turns is { Open.Count: 0 })
        {
            lease.End(static _ => true);
            return true;
        }

        var entries = await session.ReadAllAsync(cancellationToken);
        var map = TurnMap.Of(entries);
        foreach (var open in TurnState.Of(entries).Open)
        {
            var turn = new StoredTurn(open, map, entries, [.. attempts.Left, .. lease.Owner.Begun]);
            var step = turn.Decide(time.GetUtcNow(), options);
            LogRecovery(session.Info.Id, turn.Id, step);
            switch (step)
            {
                case StoredTurnStep.Wait:
                    report(new TurnUpdate.ApprovalAsked(turn.Question!, turn.QuestionCall));
                    return false;
                case StoredTurnStep.Expire:
                    if (await SessionRunner.AnswerAsync(session, turn.Question!, ApprovalDecision.Expired, Actor, time, cancellationToken) is ApprovalOutcome.Stored or ApprovalOutcome.AnsweredBefore)
                        return await RecoverAsync(lease, cancellationToken);
                    goto case StoredTurnStep.Clear;
                case StoredTurnStep.Cancel when turn.Stop is { Actor: TurnStalledException.Actor, Reason: { } why }:
                    await CloseAsync(lease, turn, TurnFate.Failed, why, "error");
                    break;
                case StoredTurnStep.Cancel:
                    await CloseAsync(lease, turn, TurnFate.Cancelled, ByUser, "cancelled");
                    break;
                case StoredTurnStep.Clear:
                    await CloseAsync(lease, turn, TurnFate.Cancelled, TurnEnding.Cleared.Turn, "cancelled");
                    break;
                case StoredTurnStep.Close:
                    await CloseAsync(lease, turn, TurnFate.Failed, "Interrupted before the reply was complete.", "interrupted");
                    report(new TurnUpdate.Interrupted(turn.Messages, !entries.OfType<UserEntry>().Any(message => !message.Observed && message.Id > turn.Heard[^1])));
                    break;
                case StoredTurnStep.Resume when turn.Messages.Count > 0 && !options.Serves(ReplyAddress.Of(turn.Messages[^1].ReplyTo)):
                    // The process that serves that address goes on with it.
                    break;
                case StoredTurnStep.Resume when !turn.Heard.Any(attempts.IsOver):
                    // A person's answer ends what came before it; where another session was awaited, messages that came meanwhile do what the queue mode says.
                    if (!await ResumeAsync(lease, turn, turn.Question is { } question && AwaitedAnswer.IsOne(question) ? turn.Id : entries[^1].Id, cancellationToken))
                        return false;
                    break;
                default:
                    await CloseAsync(lease, turn, TurnFate.Failed, EndedTooOften, "interrupted");
                    report(new TurnUpdate.Note($"{EndedTooOften} {Quoted(turn.Messages)}"));
                    break;
            }
        }

        return true;
    }

    /// <summary>Ends a turn that no process runs any more.</summary>
    private async Task CloseAsync(TurnLease lease, StoredTurn turn, TurnFate fate, string text, string reason) => await session.AppendAsync(
        lease,
        [
            .. turn.OpenCalls.Select(call => new ToolEntry { Turn = turn.Id, At = time.GetUtcNow(), ToolCallId = call.Id, Name = call.Name, Content = TurnEnds.Interrupted, Error = true }),
            new NoticeEntry { Turn = turn.Id, At = time.GetUtcNow(), Content = text, Fate = fate, Answers = turn.Heard, Actor = Actor, Reason = reason },
        ],
        CancellationToken.None);

    private async Task<bool> ResumeAsync(TurnLease lease, StoredTurn turn, long through, CancellationToken cancellationToken)
    {
        report(new TurnUpdate.Answering(turn.Messages));
        // Counted before anything can end this process.
        lease.Take(turn.Heard, attempts.Next);
        return await RunTurnAsync(lease, turn.Messages, turn.Id, through, ResumeTurnAsync, cancellationToken);

        async Task<TurnResult> ResumeTurnAsync(PreparedTurn prepared, SessionTurn runner, CancellationToken token)
        {
            if (turn.Question is { } question)
            {
                lease.Take([.. turn.Heard, question.Id], attempts.Next);
                // A call that waited for another session looks itself what came of it, however often.
                var isAwaited = AwaitedAnswer.IsOne(question) || RelayedQuestion.IsOne(question);
                if (!isAwaited && turn.Decision is not (ApprovalDecision.No or ApprovalDecision.Expired))
                    lease.Begin(question.Id);
                prepared.Approvals.Decisions[question.ToolCallId] = isAwaited ? ApprovalDecision.Once : turn.Decision;
            }
            else if (turn.OpenCalls.Any(call => !AwaitedAnswer.IsRepeatable(call.Name)))
            {
                // A process was killed in the middle of a call: whether it ran is unknown.
                await session.AppendAsync(lease, [.. turn.OpenCalls.Where(call => !AwaitedAnswer.IsRepeatable(call.Name)).Select(call => new ToolEntry { Turn = turn.Id, At = time.GetUtcNow(), ToolCallId = call.Id, Name = call.Name, Content = "Interrupted: the call may have run.", Error = true })], CancellationToken.None);
            }

            var result = await runner.ResumeAsync(lease, turn.Open, turn.Messages.Count == 0 ? null : turn.Messages[^1].Sender, report, token);
            if (turn.Question is { } over && (result.IsParked || session.Info.Turns?.Open.Any(open => open.Turn == turn.Id) == false))
                lease.End(ended => ended == over.Id);
            return result;
        }
    }
}
