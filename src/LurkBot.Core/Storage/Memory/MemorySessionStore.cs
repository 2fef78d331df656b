using System.Collections.Concurrent;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Keeps sessions only as long as the process lives; nothing is written anywhere.</summary>
/// <param name="time">The clock.</param>
public sealed class MemorySessionStore(TimeProvider time) : IRewritableStore
{
    private readonly ConcurrentDictionary<SessionKey, MemorySession> sessions = new();
    private readonly List<(MemorySession Session, DateTimeOffset At)> trash = [];
    private readonly Lock trashGate = new();
    private readonly Lock journalGate = new();
    private readonly ChangeJournal journal = new();

    /// <summary>A store that begins as another is now; what happens to one does not touch the other.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="from">The other store.</param>
    /// <param name="keep">How many of a session's entries are copied, of those it has.</param>
    internal MemorySessionStore(TimeProvider time, MemorySessionStore from, Func<SessionId, int, int> keep)
        : this(time)
    {
        // In an order that each process has: what is kept may be drawn at random.
        foreach (var (key, session) in from.sessions.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal))
            sessions[key] = session.Copy(keep);
        trash.AddRange(from.trash.Select(item => (item.Session.Copy(keep), item.At)));
    }

    /// <inheritdoc/>
    public StoreProcess Process { get; } = new(home: null);

    /// <inheritdoc/>
    public ValueTask<SessionListing> ListAsync(CancellationToken cancellationToken) =>
        new(new SessionListing([.. sessions.Values.Select(session => session.Info)], []));

    /// <inheritdoc/>
    public ValueTask<SessionInfo?> FindAsync(SessionKey key, CancellationToken cancellationToken) => new(sessions.GetValueOrDefault(key)?.Info);

    /// <inheritdoc/>
    public ValueTask<SessionChanges> ChangesSinceAsync(string? cursor, CancellationToken cancellationToken)
    {
        lock (journalGate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // One that is being renamed stands under both keys for a moment.
            var present = sessions.Values.Distinct().ToDictionary(session => session.Name, StringComparer.Ordinal);
            journal.Update([.. present.Values.Select(session => session.Stamp())], name => present[name].Key);
            return new(journal.Since(cursor));
        }
    }

    /// <inheritdoc/>
    public ValueTask<SessionContent?> ReadAsync(string name, CancellationToken cancellationToken) =>
        new(sessions.Values.FirstOrDefault(session => string.Equals(session.Name, name, StringComparison.Ordinal))?.Content());

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
        foreach (var hash in session.Blobs.Keys)
            made.PutBlob(session.ReadBlob(hash));
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

        lock (trashGate)
        {
            var newest = trash.FindLastIndex(item => item.Session.Key == key);
            if (newest < 0)
                return false;
            session = trash[newest].Session;
            if (!sessions.TryAdd(key, session))
                return false;
            trash.RemoveAt(newest);
        }

        session.Return(LifecycleEntries.Notice("Restored from the trash.", change, time));
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        var session = Find(key);
        await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken);
        lock (trashGate)
        {
            session.Leave(entries => [.. TurnEnds.All(entries, TurnEnding.Deleted, change, time), LifecycleEntries.Notice("Deleted.", change, time)]);
            sessions.TryRemove(key, out _);
            trash.Add((session, time.GetUtcNow()));
        }
    }

    /// <inheritdoc/>
    public async ValueTask ForkAsync(SessionKey source, long? at, SessionKey target, SessionChange change, CancellationToken cancellationToken)
    {
        LifecycleEntries.CheckTrust(source, target, change);
        var session = Find(source);
        var entries = LifecycleEntries.Until(await session.ReadAllAsync(cancellationToken), at);
        var now = time.GetUtcNow();
        var fork = new MemorySession(new SessionHead(target, SessionId.New(now), now, [], []), time);
        var notice = LifecycleEntries.Notice($"Forked from {source} (session {session.Info.Id}) after entry {(entries.Count == 0 ? 0 : entries[^1].Id)}.", change, time) with { ForkedFrom = session.Info.Id };
        if (SessionProjection.Of(now, entries).State == SessionState.Archived)
            notice = notice with { State = SessionState.Active };
        fork.Begin([.. entries, .. EntryNumbers.Continue(entries, [.. TurnEnds.All(entries, TurnEnding.Copied, change, time), notice])]);
        session.CopyBlobsTo(fork);
        if (!sessions.TryAdd(target, fork))
            throw new LurkBotException($"There is a session {target} already. Take another name.");
    }

    /// <inheritdoc/>
    public async ValueTask RenameAsync(SessionKey key, SessionKey target, SessionChange change, CancellationToken cancellationToken)
    {
        var session = Find(key);
        if (session.Info.State == SessionState.Archived)
            throw new LurkBotException($"The session {key} is archived. First: lurkbot sessions restore {key}");
        await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken);
        if (!sessions.TryAdd(target, session))
            throw new LurkBotException($"There is a session {target} already. Take another name.");
        await session.AppendAsync([LifecycleEntries.Notice($"Renamed from {key} to {target}.", change, time)], cancellationToken);
        session.Rename(target);
        sessions.TryRemove(key, out _);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ListCopiesAsync(CancellationToken cancellationToken) => new([.. Copies().Select(copy => copy.Session.Name)]);

    /// <inheritdoc/>
    public ValueTask<SessionCopy?> ReadCopyAsync(string name, CancellationToken cancellationToken) =>
        new(FindCopy(name) is var (session, isDeleted) ? session.Copy(isDeleted) : null);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(SessionId id, string hash, CancellationToken cancellationToken) =>
        FindCopy(id.ToString()) is var (session, _) ? session.ReadBlobAsync(hash, cancellationToken) : new(default(ReadOnlyMemory<byte>?));

    /// <inheritdoc/>
    public async ValueTask RequireFreeAsync(string name, SessionChange change, CancellationToken cancellationToken)
    {
        if (FindCopy(name) is var (session, _))
            await (await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken)).DisposeAsync();
    }

    /// <inheritdoc/>
    public async ValueTask RewriteAsync(string name, Func<Entry, Entry> rewrite, Func<UnknownField, bool> keepField, SessionChange change, CancellationToken cancellationToken)
    {
        var (session, _) = FindCopy(name) ?? throw new LurkBotException($"There is no session {name} to rewrite.");
        await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken);
        session.Rewrite(rewrite, keepField);
    }

    /// <inheritdoc/>
    public async ValueTask DestroyAsync(string name, SessionChange change, CancellationToken cancellationToken)
    {
        if (FindCopy(name) is not var (session, _))
            return;
        await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken);
        lock (trashGate)
        {
            session.Leave(_ => []);
            trash.RemoveAll(item => item.Session == session);
            sessions.TryRemove(KeyValuePair.Create(session.Key, session));
        }
    }

    /// <inheritdoc/>
    public ValueTask DestroyBlobsAsync(SessionId id, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken)
    {
        if (FindCopy(id.ToString()) is var (session, _))
            session.DestroyBlobs(hashes);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> PurgeTrashAsync(TimeSpan age, bool dryRun, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var before = time.GetUtcNow() - age;
        lock (trashGate)
        {
            var purged = trash.Where(item => item.At < before).Select(item => item.Session.Name).ToList();
            if (!dryRun)
                trash.RemoveAll(item => item.At < before);
            return new(purged);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> MeasureAsync(CancellationToken cancellationToken)
    {
        var total = 0L;
        foreach (var session in sessions.Values)
        {
            using var document = new MemoryStream();
            await session.ExportAsync(document, cancellationToken);
            total += document.Length;
        }

        return total;
    }

    /// <summary>Zero: what is archived here takes as much as before.</summary>
    /// <inheritdoc/>
    public ValueTask<long> MeasureArchivingAsync(SessionKey key, CancellationToken cancellationToken) => new(0L);

    private MemorySession Find(SessionKey key) =>
        sessions.GetValueOrDefault(key) ?? throw new LurkBotException($"There is no session {key}. See: lurkbot sessions list");

    private List<(MemorySession Session, bool IsDeleted)> Copies()
    {
        lock (trashGate)
            return [.. sessions.Values.Distinct().Select(session => (session, false)), .. trash.Select(item => (item.Session, true))];
    }

    private (MemorySession Session, bool IsDeleted)? FindCopy(string name)
    {
        foreach (var copy in Copies())
        {
            if (string.Equals(copy.Session.Name, name, StringComparison.Ordinal))
                return copy;
        }

        return null;
    }
}
