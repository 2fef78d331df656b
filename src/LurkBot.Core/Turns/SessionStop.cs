using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;

namespace LurkBot.Turns;

/// <summary>Stops what runs or waits in a session (RULES TU9).</summary>
internal sealed class SessionStop(SessionInbox inbox, IStoredSession session, bool all, SessionChange change, TimeProvider time)
{
    private const int LongestQuote = 60;

    /// <summary>Stops it.</summary>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async ValueTask<StopResult> RunAsync(CancellationToken cancellationToken)
    {
        await session.ReadNewestAsync(1, cancellationToken);
        if (session.Info.Turns is { Pending.Count: 0, Open.Count: 0 })
            return new StopResult(false, 0, 0);
        try
        {
            await using var lease = await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken);
            if (lease.IsExclusive)
                return await EndAsync(lease, cancellationToken);
        }
        catch (SessionBusyException)
        {
            // Its process is asked.
        }

        return await AskAsync(cancellationToken);
    }

    /// <summary>No process runs a turn: what is open, and what a killed process had taken, ends now.</summary>
    private async Task<StopResult> EndAsync(TurnLease lease, CancellationToken cancellationToken)
    {
        var entries = await session.ReadAllAsync(cancellationToken);
        var left = lease.Left?.Messages ?? [];
        var (turns, messages) = ((IReadOnlyList<OpenTurn>)[], (IReadOnlyList<long>)[]);
        await session.AppendAsync(
            info =>
            {
                turns = [.. info.Turns!.Open.TakeLast(all ? info.Turns.Open.Count : 1)];
                messages = [.. info.Turns.Pending.Where(id => all || left.Contains(id))];
                var ends = TurnEnds.Open(entries, turns, TurnEnding.Stopped, change, time).ToList();
                if (messages.Count > 0)
                    ends.Add(TurnEnds.Notice(messages, TurnEnding.Stopped.Messages, TurnEnding.Stopped, change, time) with { Turn = messages[^1] });
                return ends;
            },
            cancellationToken);
        inbox.Forget(session.Info.Id, messages);
        foreach (var open in turns)
            inbox.Forget(session.Info.Id, open.Heard);
        return new StopResult(false, turns.Count, messages.Count) { Waiting = session.Info.Turns?.Pending.Count ?? 0, What = turns is [var turn] ? Said(entries, turn.Heard) : null };
    }

    private async Task<StopResult> AskAsync(CancellationToken cancellationToken)
    {
        var (before, isAsked, cancelled) = (await FindLastStopAsync(cancellationToken), false, 0);
        IReadOnlyList<long> heard = [];
        await session.AppendAsync(
            info =>
            {
                var taken = session.FindLeaseOwner()?.Messages.Where(info.Turns!.CanAnswer).ToList() ?? [];
                var turn = info.Turns!.Open.Count > 0 ? info.Turns.Open[^1].Turn : taken.Count > 0 ? taken.Max() : (long?)null;
                var waiting = all ? info.Turns.Pending.Except(taken).ToList() : [];
                heard = info.Turns.Open.Count > 0 ? info.Turns.Open[^1].Heard : taken;
                (isAsked, cancelled) = (turn is not null, waiting.Count);
                var entries = new List<Entry>();
                // A turn that was asked already needs no second entry.
                if ((turn is not null && !(before?.Stops == turn && (before.All || !all))) || waiting.Count > 0)
                    entries.Add(new StopEntry { Stops = turn, All = all, At = time.GetUtcNow(), Actor = change.Actor, Reason = change.Reason });
                if (waiting.Count > 0)
                    entries.Add(TurnEnds.Notice(waiting, TurnEnding.Stopped.Messages, TurnEnding.Stopped, change, time) with { Turn = waiting[^1] });
                return entries;
            },
            cancellationToken);
        var said = !isAsked || heard.Count == 0 ? null : Said(await session.ReadAfterAsync(heard.Min() - 1, cancellationToken), heard);
        return new StopResult(isAsked, 0, cancelled) { What = said };
    }

    /// <summary>The newest message that a turn answers, as it is quoted.</summary>
    private static string? Said(IReadOnlyList<Entry> entries, IReadOnlyList<long> heard)
    {
        var text = entries.OfType<UserEntry>().LastOrDefault(entry => heard.Contains(entry.Id))?.Content;
        return string.IsNullOrWhiteSpace(text) ? null : HistoryDigest.Shorten(TerminalText.Sanitize(text.ReplaceLineEndings(" "), keepNewlines: false).Trim(), LongestQuote);
    }

    private async Task<StopEntry?> FindLastStopAsync(CancellationToken cancellationToken)
    {
        const int Newest = 16;
        return (await session.ReadNewestAsync(Newest, cancellationToken)).OfType<StopEntry>().LastOrDefault();
    }
}
