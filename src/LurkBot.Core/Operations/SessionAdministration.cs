using System.Runtime.CompilerServices;
using LurkBot.Accounting;
using LurkBot.Budgets;
using LurkBot.Entries;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;

namespace LurkBot.Operations;

/// <summary>Operations on stored sessions by name, for every door; they need no model. Thread-safe.</summary>
/// <param name="services">What turns share.</param>
internal sealed partial class SessionAdministration(AssistantServices services)
{
    /// <summary>The reason that a clear of all sessions gives for each.</summary>
    /// <param name="batch">Its name.</param>
    internal static string ClearOfAll(string batch) => $"lurkbot sessions clear --all, {batch}";

    /// <summary>Starts sessions afresh, one after the other; their history stays.</summary>
    /// <param name="keys">The sessions.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>Each session, once it is cleared.</returns>
    /// <exception cref="LurkBotException">One cannot be cleared; those before it are.</exception>
    public async IAsyncEnumerable<ClearedSession> ClearAsync(IEnumerable<SessionKey> keys, OperationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in keys)
        {
            await using var session = await OpenAsync(key.ToString(), cancellationToken);
            yield return await ClearAsync(session, request, cancellationToken);
        }
    }

    /// <summary>Starts a session afresh; its history stays.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task<ClearedSession> ClearAsync(IStoredSession session, OperationRequest request, CancellationToken cancellationToken)
    {
        await using var hold = await TakeTurnAsync(session, request, cancellationToken);
        var count = session.Info.MessageCount;
        return new ClearedSession(session.Info.Key, count, await SessionClear.AppendAsync(session, hold, request.Change, services.Time, cancellationToken));
    }

    /// <summary>Takes back a session's last clear, turn, summary or setting.</summary>
    /// <param name="name">The session.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Null when there is nothing to take back.</returns>
    public async Task<UndoneEntry?> UndoAsync(string name, OperationRequest request, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(name, cancellationToken);
        return await UndoAsync(session, request, cancellationToken);
    }

    /// <summary>Takes back a session's last clear, turn, summary or setting.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Null when there is nothing to take back.</returns>
    public async Task<UndoneEntry?> UndoAsync(IStoredSession session, OperationRequest request, CancellationToken cancellationToken)
    {
        await using var hold = await TakeTurnAsync(session, request, cancellationToken);
        return await SessionUndo.AppendAsync(session, request.Change.Actor, request.Change.Reason, services.Time, cancellationToken) is { } undone
            ? new UndoneEntry(undone, session.Info.MessageCount)
            : null;
    }

    /// <summary>Takes back a clear of all sessions, in each in which nothing came after it.</summary>
    /// <param name="batch">Its name, see <see cref="ClearOfAll"/>.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>Each session that it cleared, and whether that is taken back.</returns>
    internal async IAsyncEnumerable<(SessionKey Key, bool IsUndone)> UndoClearOfAllAsync(string batch, OperationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reason = ClearOfAll(batch);
        foreach (var info in (await services.Store.ListAsync(cancellationToken)).Sessions.Where(info => info.State != SessionState.Archived).OrderBy(info => info.Key.ToString(), StringComparer.Ordinal))
        {
            await using var session = await OpenAsync(info.Key.ToString(), cancellationToken);
            var entries = await session.ReadAllAsync(cancellationToken);
            var undone = EffectiveHistory.Undone(entries);
            if (entries.OfType<ClearEntry>().LastOrDefault(entry => string.Equals(entry.Reason, reason, StringComparison.Ordinal)) is not { } clear || undone.Contains(clear.Id))
                continue;
            await using var hold = await TakeTurnAsync(session, request, cancellationToken);
            var isNewest = EffectiveHistory.LastUndoable(await session.ReadAllAsync(cancellationToken))?.Id == clear.Id;
            if (isNewest)
                await SessionUndo.AppendAsync(session, request.Change.Actor, request.Change.Reason, services.Time, cancellationToken);
            yield return (info.Key, isNewest);
        }
    }

    /// <summary>Puts a session away; its next message brings it back.</summary>
    /// <param name="key">The session.</param>
    /// <param name="change">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="LurkBotException">There is no such session, it is empty, or a turn is under way.</exception>
    public async Task<ChangedSession> ArchiveAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        if (await IdOfAsync(key, cancellationToken) is { } id && await services.HasUnsent(id, cancellationToken))
            throw new LurkBotException($"A reply of {key} is still to be sent. Archive it once that has gone out, or cancel it. See: lurkbot deliveries --session {ShellWord.Quote(key.ToString())}");
        await services.Store.ArchiveAsync(key, change, cancellationToken);
        return new ChangedSession(key, SessionChangeKind.Archived);
    }

    /// <summary>Brings a session back from the archive or the trash, with the sessions that it started and that were deleted with it.</summary>
    /// <param name="key">The session.</param>
    /// <param name="change">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="UnknownSessionException">There is none.</exception>
    /// <exception cref="LurkBotException">A session of that key is in use.</exception>
    public async Task<ChangedSession> RestoreAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        if (!await services.Store.RestoreAsync(key, change, cancellationToken))
            throw new UnknownSessionException($"There is no session {key} in the archive or the trash. See: lurkbot sessions list", ErrorKind.NotFound);
        var back = 0;
        var id = await IdOfAsync(key, cancellationToken);
        foreach (var subagent in id is { } started ? await SubagentFamily.FindDeletedAsync(services.Store, started, key, cancellationToken) : [])
        {
            try
            {
                back += await services.Store.RestoreAsync(subagent, change with { Reason = $"restored with {key}, which started it" }, cancellationToken) ? 1 : 0;
            }
            catch (LurkBotException)
            {
                // One of that key is in use: it stays where it is, and can be restored by itself.
            }
        }

        return new ChangedSession(key, SessionChangeKind.Restored) { Subagents = back, Schedules = SessionSchedules.Change(services, id, (book, session) => book.ResumeOf(session, key)) };
    }

    /// <summary>Moves a session to the trash.</summary>
    /// <param name="key">The session.</param>
    /// <param name="change">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="LurkBotException">There is no such session, or a turn is under way.</exception>
    public async Task<ChangedSession> DeleteAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        var id = await IdOfAsync(key, cancellationToken);
        var subagents = id is { } parent ? await SubagentFamily.FindAsync(services.Store, parent, cancellationToken) : [];
        await services.Store.DeleteAsync(key, change, cancellationToken);
        if (id is { } deleted)
            await services.OnDeleted(deleted, cancellationToken);
        var gone = 0;
        foreach (var subagent in subagents)
        {
            try
            {
                await services.Store.DeleteAsync(subagent, change with { Reason = SubagentFamily.DeletedWith(key) }, cancellationToken);
                gone++;
            }
            catch (LurkBotException)
            {
                // It runs still, and ends by itself: no one waits for it any more.
            }
        }

        return new ChangedSession(key, SessionChangeKind.Deleted) { Subagents = gone, Schedules = SessionSchedules.Change(services, id, (book, session) => book.PauseOf(session, key)) };
    }

    private async ValueTask<SessionId?> IdOfAsync(SessionKey key, CancellationToken cancellationToken) =>
        (await services.Store.ListAsync(cancellationToken)).Sessions.FirstOrDefault(info => info.Key == key)?.Id;

    /// <summary>Begins a new session with the history of another.</summary>
    /// <param name="key">The session.</param>
    /// <param name="at">The last entry that is copied; null for all.</param>
    /// <param name="name">The new session: a name, or a whole key.</param>
    /// <param name="change">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What was done, with its key.</returns>
    /// <exception cref="LurkBotException">There is such a session already, or readers or trust would change unasked (<see cref="TrustChange"/>).</exception>
    public async Task<ChangedSession> ForkAsync(SessionKey key, long? at, string name, SessionChange change, CancellationToken cancellationToken)
    {
        var target = ForkTarget(key, name);
        if (!change.AllowsTrustChange && TrustChange.Between(key, target) is { } trust)
            throw trust.Refuse($"lurkbot sessions fork {ShellWord.Quote(key.ToString())} --as {ShellWord.Quote(target.ToString())} {TrustChange.Option}");
        await services.Store.ForkAsync(key, at, target, change, cancellationToken);
        return new ChangedSession(key, SessionChangeKind.Forked, target);
    }

    /// <summary>The key of a fork.</summary>
    /// <param name="key">The session.</param>
    /// <param name="name">A name, or a whole key.</param>
    public static SessionKey ForkTarget(SessionKey key, string name) => SessionKey.OfName(name, "cli", key.Type);

    /// <summary>Gives a session another key; its history stays.</summary>
    /// <remarks>Where readers or trust change, its approvals end, and its workspace stays behind: the new key begins with an empty one.</remarks>
    /// <param name="key">The session.</param>
    /// <param name="name">The new chat id, or a whole key.</param>
    /// <param name="change">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>What was done, with its new key.</returns>
    /// <exception cref="LurkBotException">There is no such session, there is one of that key, or readers or trust would change unasked (<see cref="TrustChange"/>).</exception>
    public async Task<ChangedSession> RenameAsync(SessionKey key, string name, SessionChange change, CancellationToken cancellationToken)
    {
        var target = RenameTarget(key, name);
        var done = new ChangedSession(key, SessionChangeKind.Renamed, target);
        if (TrustChange.Between(key, target) is not { } trust)
        {
            await services.Store.RenameAsync(key, target, change, cancellationToken);
            return done;
        }

        if (!change.AllowsTrustChange)
            throw trust.Refuse($"lurkbot sessions rename {ShellWord.Quote(key.ToString())} {ShellWord.Quote(target.ToString())} {TrustChange.Option}");
        SessionId id;
        await using (var session = await OpenAsync(key.ToString(), cancellationToken))
            id = session.Info.Id;

        return done with { ChangesTrust = true, LeftBehind = await new SessionBelongings(services).LeaveAsync(id, () => services.Store.RenameAsync(key, target, change, cancellationToken)) };
    }

    /// <summary>The refusal to open a chat's session as one of another type.</summary>
    /// <param name="trust">What would change.</param>
    public static TrustChangeException RefuseToOpen(TrustChange trust)
    {
        var (from, to) = (ShellWord.Quote(trust.From.ToString()), ShellWord.Quote(trust.To.ToString()));
        return new TrustChangeException($"This chat's session is {trust.From}. {trust.Explanation} To talk in it as it is: lurkbot chat --session {from}. To change it: lurkbot sessions rename {from} {to}");
    }

    /// <summary>The key of a renamed session.</summary>
    /// <param name="key">The session.</param>
    /// <param name="name">The new chat id, or a whole key.</param>
    public static SessionKey RenameTarget(SessionKey key, string name) => SessionKey.OfName(name, key.Channel, key.Type);

    /// <summary>What happened to a session: states, clears, settings, and who asked for it.</summary>
    /// <param name="name">The session.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<IReadOnlyList<Entry>> ReadLogAsync(string name, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(name, cancellationToken);
        var (changes, asleep) = (new List<Entry>(), true);
        foreach (var entry in await session.ReadAllAsync(cancellationToken))
        {
            // A message changes the state too: its own entry says who and when.
            var wakes = entry is UserEntry && asleep;
            if (wakes || entry is SystemEntry)
                changes.Add(entry);
            asleep = entry is StateEntry { State: { } state } ? state is not SessionState.Active : asleep && !wakes;
        }

        return changes;
    }

    /// <summary>How the budgets stand for a session, after it was given more where that is wanted.</summary>
    /// <param name="name">The session.</param>
    /// <param name="amount">How much more; null for nothing.</param>
    /// <param name="request">Who asks.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task<SessionBudgets> ReadBudgetsAsync(string name, BudgetAmount? amount, OperationRequest request, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(name, cancellationToken);
        var budgets = await services.BudgetOfAsync(session.Info.Key, cancellationToken);
        IReadOnlyList<BudgetStatus> raised = [];
        if (amount is not null)
        {
            await using var hold = await TakeTurnAsync(session, request, cancellationToken);
            raised = await budgets.ExtendAsync(session, amount, request.Change, cancellationToken);
        }

        return new SessionBudgets(session.Info.Key, raised, await budgets.ReadAsync(session, cancellationToken));
    }

    /// <summary>Counts tokens and money over all sessions.</summary>
    /// <param name="by">What calls are grouped by.</param>
    /// <param name="since">From when on; null for all.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<UsageOverview> CountUsageAsync(UsageGrouping by, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var report = new UsageReport(by, services.Prices, services.Zone);
        List<string> problems = [.. await new UsageReader(services.Store).ReadAsync(since, report.Add, cancellationToken)];
        IReadOnlyList<BudgetStatus> budgets = [];
        try
        {
            budgets = BudgetOverview.Today(services.Options.Budgets, services.Prices, services.Usage, services.Zone, services.Time.GetUtcNow());
        }
        catch (LurkBotException e)
        {
            // The calls can be read on a disk that cannot be written.
            problems.Add(e.Message);
        }

        return new UsageOverview(by, since, report.Groups, report.Total, budgets, problems);
    }

    private ValueTask<TurnLease> TakeTurnAsync(IStoredSession session, OperationRequest request, CancellationToken cancellationToken) =>
        session.TakeTurnAsync(request.LeaseFor(services.Options.Sessions.LockTimeout), cancellationToken);
}
