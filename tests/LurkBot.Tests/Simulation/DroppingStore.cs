using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Simulation;

/// <summary>The store in memory as one process sees it, on a disk that outlives the process: after a power cut what was not synced is gone.</summary>
/// <param name="disk">What stays.</param>
/// <param name="process">The process and its home.</param>
/// <param name="time">The process's clock.</param>
internal sealed class DroppingStore(DroppingDisk disk, StoreProcess process, TimeProvider time) : IRewritableStore
{
    private MemorySessionStore Inner => disk.Sessions;

    public StoreProcess Process { get; } = process;

    public async ValueTask<SessionListing> ListAsync(CancellationToken cancellationToken)
    {
        var listing = await Inner.ListAsync(cancellationToken);
        return listing with { Sessions = [.. listing.Sessions.OrderBy(info => info.Key.ToString(), StringComparer.Ordinal)] };
    }

    public ValueTask<SessionInfo?> FindAsync(SessionKey key, CancellationToken cancellationToken) => Inner.FindAsync(key, cancellationToken);

    public ValueTask<SessionChanges> ChangesSinceAsync(string? cursor, CancellationToken cancellationToken) => Inner.ChangesSinceAsync(cursor, cancellationToken);

    public ValueTask<SessionContent?> ReadAsync(string name, CancellationToken cancellationToken) => Inner.ReadAsync(name, cancellationToken);

    public async ValueTask<IStoredSession?> OpenAsync(SessionKey key, CancellationToken cancellationToken) =>
        await Inner.OpenAsync(key, cancellationToken) is { } session ? new DroppingSession(session, disk, time) : null;

    public async ValueTask<IStoredSession> OpenOrCreateAsync(SessionKey key, CancellationToken cancellationToken) =>
        new DroppingSession(await Inner.OpenOrCreateAsync(key, cancellationToken), disk, time);

    public ValueTask<bool> CreateAsync(NewSession session, CancellationToken cancellationToken) => SyncedAsync(Inner.CreateAsync(session, cancellationToken));

    public ValueTask ForkAsync(SessionKey source, long? at, SessionKey target, SessionChange change, CancellationToken cancellationToken) => SyncedAsync(Inner.ForkAsync(source, at, target, change, cancellationToken));

    public ValueTask ArchiveAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken) => SyncedAsync(Inner.ArchiveAsync(key, change, cancellationToken));

    public ValueTask<bool> RestoreAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken) => SyncedAsync(Inner.RestoreAsync(key, change, cancellationToken));

    public ValueTask DeleteAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken) => SyncedAsync(Inner.DeleteAsync(key, change, cancellationToken));

    public ValueTask RenameAsync(SessionKey key, SessionKey target, SessionChange change, CancellationToken cancellationToken) => SyncedAsync(Inner.RenameAsync(key, target, change, cancellationToken));

    public ValueTask<IReadOnlyList<string>> ListCopiesAsync(CancellationToken cancellationToken) => Inner.ListCopiesAsync(cancellationToken);

    public ValueTask<SessionCopy?> ReadCopyAsync(string name, CancellationToken cancellationToken) => Inner.ReadCopyAsync(name, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(SessionId id, string hash, CancellationToken cancellationToken) => Inner.ReadBlobAsync(id, hash, cancellationToken);

    public ValueTask RequireFreeAsync(string name, SessionChange change, CancellationToken cancellationToken) => Inner.RequireFreeAsync(name, change, cancellationToken);

    public ValueTask RewriteAsync(string name, Func<Entry, Entry> rewrite, Func<UnknownField, bool> keepField, SessionChange change, CancellationToken cancellationToken) => SyncedAsync(Inner.RewriteAsync(name, rewrite, keepField, change, cancellationToken));

    public ValueTask DestroyAsync(string name, SessionChange change, CancellationToken cancellationToken) => Inner.DestroyAsync(name, change, cancellationToken);

    public ValueTask DestroyBlobsAsync(SessionId id, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken) => Inner.DestroyBlobsAsync(id, hashes, cancellationToken);

    public ValueTask<IReadOnlyList<string>> PurgeTrashAsync(TimeSpan age, bool dryRun, CancellationToken cancellationToken) => Inner.PurgeTrashAsync(age, dryRun, cancellationToken);

    public ValueTask<long> MeasureAsync(CancellationToken cancellationToken) => Inner.MeasureAsync(cancellationToken);

    public ValueTask<long> MeasureArchivingAsync(SessionKey key, CancellationToken cancellationToken) => Inner.MeasureArchivingAsync(key, cancellationToken);

    private async ValueTask SyncedAsync(ValueTask change)
    {
        await change;
        disk.SyncAll();
    }

    private async ValueTask<T> SyncedAsync<T>(ValueTask<T> change)
    {
        var result = await change;
        disk.SyncAll();
        return result;
    }
}
