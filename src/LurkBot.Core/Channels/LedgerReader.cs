using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Channels;

/// <summary>Brings the ledger up to what the sessions' files say: one way for each message, each turn, each start and each rebuild (RULES LE2). Thread-safe.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="store">The sessions.</param>
/// <param name="builder">Tells what a file means.</param>
internal sealed class LedgerReader(IDeliveryLedger ledger, ISessionStore store, IntakeBuilder builder)
{
    /// <summary>So many sessions share a transaction at a start.</summary>
    private const int AtOnce = 256;

    /// <summary>Takes in what a session has beyond what the ledger knows.</summary>
    /// <param name="session">The session, open.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>The parts that are to be sent now.</returns>
    public async ValueTask<IReadOnlyList<OutboundRecord>> ReadAsync(IStoredSession session, CancellationToken cancellationToken)
    {
        await session.ReadNewestAsync(1, cancellationToken);
        var known = await ledger.ReadThroughAsync(session.Info.Id, cancellationToken);
        return session.Info.LastId <= (known ?? 0) ? [] : await TakeInAsync(session, known ?? 0, isOld: known is null, cancellationToken);
    }

    /// <summary>Takes in a message that is durable in its session. What else a session holds that the ledger never saw is older than it (RULES LE1).</summary>
    /// <param name="session">The session, open.</param>
    /// <param name="message">The message, with its entry.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async ValueTask AcceptAsync(IStoredSession session, InboundRecord message, CancellationToken cancellationToken)
    {
        if (message.Entry > 1 && await ledger.ReadThroughAsync(session.Info.Id, cancellationToken) is null)
            await TakeInAsync(session, 0, isOld: true, cancellationToken);
        await ledger.TakeInAsync(new LedgerIntake(session.Info.Id, 0) { Inbound = [message with { Session = session.Info.Id }] }, cancellationToken);
    }

    /// <summary>Takes in a session that the ledger never saw: what it holds is older than the ledger (RULES LE1).</summary>
    /// <param name="session">The session, open.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async ValueTask KnowAsync(IStoredSession session, CancellationToken cancellationToken)
    {
        if (await ledger.ReadThroughAsync(session.Info.Id, cancellationToken) is null)
            await TakeInAsync(session, 0, isOld: true, cancellationToken);
    }

    /// <summary>Reads what all sessions have that the ledger does not know: at a start, and after a loss of the ledger.</summary>
    /// <param name="isServed">Whether a channel's sessions are looked at.</param>
    /// <param name="onProblem">Told which session cannot be read; the others go on.</param>
    /// <param name="cancellationToken">Ends it; what was read stays.</param>
    /// <returns>The sessions in which messages wait or turns are open.</returns>
    public async ValueTask<IReadOnlyList<SessionInfo>> ReadAllAsync(Func<string, bool> isServed, Action<string> onProblem, CancellationToken cancellationToken)
    {
        var listing = await store.ListAsync(cancellationToken);
        var known = await ledger.ReadThroughAsync(cancellationToken);
        // Many share a transaction: after a loss of the ledger all sessions are read.
        foreach (var some in listing.Sessions.Where(info => isServed(info.Key.Channel) && info.LastId > known.GetValueOrDefault(info.Id)).Chunk(AtOnce))
        {
            var intakes = new List<LedgerIntake>(some.Length);
            foreach (var info in some)
            {
                try
                {
                    await using var session = await store.OpenAsync(info.Key, cancellationToken);
                    if (session is not null)
                        intakes.Add(await BuildAsync(session, known.GetValueOrDefault(info.Id), isOld: ledger.IsNew || !known.ContainsKey(info.Id), cancellationToken));
                }
                catch (LurkBotException e)
                {
                    onProblem($"{info.Key}: {e.Message}");
                }
            }

            try
            {
                await ledger.TakeInAllAsync(intakes, cancellationToken);
            }
            catch (LurkBotException e)
            {
                onProblem(e.Message);
            }
        }

        if (ledger.IsNew)
            await ledger.WriteCursorAsync(LedgerCursor.FilesRead, "1", cancellationToken);
        return [.. listing.Sessions.Where(info => info.Turns is null or { Pending.Count: > 0 } or { Open.Count: > 0 })];
    }

    private async ValueTask<IReadOnlyList<OutboundRecord>> TakeInAsync(IStoredSession session, long through, bool isOld, CancellationToken cancellationToken) =>
        await ledger.TakeInAsync(await BuildAsync(session, through, isOld, cancellationToken), cancellationToken);

    private async ValueTask<LedgerIntake> BuildAsync(IStoredSession session, long through, bool isOld, CancellationToken cancellationToken)
    {
        var entries = await session.ReadAfterAsync(through, cancellationToken);
        var state = session.Info.Turns ?? TurnState.Of(await session.ReadAllAsync(cancellationToken));
        return builder.Read(session.Info.Id, state, entries, isOld);
    }
}
