using System.Collections.Concurrent;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Keeps sessions only as long as the process lives; nothing is written anywhere.</summary>
/// <param name="time">The clock.</param>
public sealed class MemorySessionStore(TimeProvider time) : ISessionStore
{
    private readonly ConcurrentDictionary<SessionKey, MemorySession> sessions = new();
    private readonly ConcurrentDictionary<SessionKey, MemorySession> trash = new();

    /// <inheritdoc/>
    public StoreProcess Process { get; } = new(home: null);

    /// <inheritdoc/>
    public ValueTask<SessionListing> ListAsync(CancellationToken cancellationToken) =>
        new(new SessionListing([.. sessions.Values.Select(session => session.Info)], []));

    /// <inheritdoc/>
    public ValueTask<IStoredSession?> OpenAsync(SessionKey key, CancellationToken cancellationToken) => new(sessions.GetValueOrDefault(key));

    /// <inheritdoc/>
    public ValueTask<IStoredSession> OpenOrCreateAsync(SessionKey key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return new(sessions.GetOrAdd(key, created => new MemorySession(new SessionHead(created, SessionId.New(now), now, [], []), time)));
    }

    /// <inheritdoc/>
    public ValueTask<bool> CreateAsync(NewSession session, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var made = new MemorySession(session.ToHead(time.GetUtcNow()), time);
        var entries = EntryNumbers.NumberAll(session.Entries);
        made.Begin([.. entries, .. EntryNumbers.Continue(entries, TurnEnds.All(entries, TurnEnding.Copied, new SessionChange("import", "import"), time))]);
        return new(sessions.TryAdd(session.Key, made));
    }

    /// <inheritdoc/>
    public async ValueTask ArchiveAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        var session = Find(key);
        await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken);
        LifecycleEntries.RequireNothingWaits(key, await session.ReadAllAsync(cancellationToken));
        await session.AppendAsync(LifecycleEntries.ToArchive(session.Info, change, time), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RestoreAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        if (sessions.TryGetValue(key, out var session))
        {
            if (session.Info.State != SessionState.Archived)
                throw new LurkBotException($"There is a session {key} already. Rename or delete it first.");
            await session.AppendAsync([LifecycleEntries.State(SessionState.Active, change, time)], cancellationToken);
            return true;
        }

        return trash.TryRemove(key, out var deleted) && sessions.TryAdd(key, deleted);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        var session = Find(key);
        await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken);
        await session.AppendAsync([.. TurnEnds.All(await session.ReadAllAsync(cancellationToken), TurnEnding.Deleted, change, time), LifecycleEntries.Notice("Deleted.", change, time)], cancellationToken);
        sessions.TryRemove(key, out _);
        trash[key] = session;
    }

    /// <inheritdoc/>
    public async ValueTask ForkAsync(SessionKey source, long? at, SessionKey target, SessionChange change, CancellationToken cancellationToken)
    {
        LifecycleEntries.CheckTrust(source, target);
        var session = Find(source);
        var entries = LifecycleEntries.Until(await session.ReadAllAsync(cancellationToken), at);
        var now = time.GetUtcNow();
        var fork = new MemorySession(new SessionHead(target, SessionId.New(now), now, [], []), time);
        await fork.AppendAsync([.. entries, .. TurnEnds.All(entries, TurnEnding.Copied, change, time), LifecycleEntries.Notice($"Forked from {source} (session {session.Info.Id}) after entry {entries.Count}.", change, time) with { ForkedFrom = session.Info.Id }], cancellationToken);
        session.CopyBlobsTo(fork);
        if (!sessions.TryAdd(target, fork))
            throw new LurkBotException($"There is a session {target} already. Take another name.");
    }

    /// <inheritdoc/>
    public async ValueTask RenameAsync(SessionKey key, SessionKey target, SessionChange change, CancellationToken cancellationToken)
    {
        var session = Find(key);
        await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken);
        if (!sessions.TryAdd(target, session))
            throw new LurkBotException($"There is a session {target} already. Take another name.");
        await session.AppendAsync([LifecycleEntries.Notice($"Renamed from {key} to {target}.", change, time)], cancellationToken);
        session.Rename(target);
        sessions.TryRemove(key, out _);
    }

    private MemorySession Find(SessionKey key) =>
        sessions.GetValueOrDefault(key) ?? throw new LurkBotException($"There is no session {key}. See: lurkbot sessions list");
}
