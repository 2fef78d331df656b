using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Simulation;

/// <summary>The sessions, as far away as a disk is.</summary>
internal sealed class SimStore(IRewritableStore inner, SimProcess process, SimDisk disk, PlantedFault fault) : IRewritableStore
{
    public StoreProcess Process => inner.Process;

    public ValueTask<SessionListing> ListAsync(CancellationToken cancellationToken) => process.LookAsync(() => inner.ListAsync(cancellationToken));

    public ValueTask<SessionInfo?> FindAsync(SessionKey key, CancellationToken cancellationToken) => process.LookAsync(() => inner.FindAsync(key, cancellationToken));

    public ValueTask<SessionChanges> ChangesSinceAsync(string? cursor, CancellationToken cancellationToken) => process.LookAsync(() => inner.ChangesSinceAsync(cursor, cancellationToken));

    public ValueTask<SessionContent?> ReadAsync(string name, CancellationToken cancellationToken) => process.LookAsync(() => inner.ReadAsync(name, cancellationToken));

    public async ValueTask<IStoredSession?> OpenAsync(SessionKey key, CancellationToken cancellationToken) =>
        await process.LookAsync(() => inner.OpenAsync(key, cancellationToken)) is { } session ? new SimSession(session, process, disk, fault) : null;

    public async ValueTask<IStoredSession> OpenOrCreateAsync(SessionKey key, CancellationToken cancellationToken) => new SimSession(
        await process.DoAsync(() =>
        {
            disk.RequireSpace();
            return inner.OpenOrCreateAsync(key, cancellationToken);
        }),
        process,
        disk,
        fault);

    public ValueTask<bool> CreateAsync(NewSession session, CancellationToken cancellationToken) => process.DoAsync(() => inner.CreateAsync(session, cancellationToken));

    public ValueTask ForkAsync(SessionKey source, long? at, SessionKey target, SessionChange change, CancellationToken cancellationToken) => DoAsync(() => inner.ForkAsync(source, at, target, change, cancellationToken));

    public ValueTask ArchiveAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken) => DoAsync(() => inner.ArchiveAsync(key, change, cancellationToken));

    public ValueTask<bool> RestoreAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken) => process.DoAsync(() => inner.RestoreAsync(key, change, cancellationToken));

    public ValueTask DeleteAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken) => DoAsync(() => inner.DeleteAsync(key, change, cancellationToken));

    public ValueTask RenameAsync(SessionKey key, SessionKey target, SessionChange change, CancellationToken cancellationToken) => DoAsync(() => inner.RenameAsync(key, target, change, cancellationToken));

    public ValueTask<IReadOnlyList<string>> ListCopiesAsync(CancellationToken cancellationToken) => inner.ListCopiesAsync(cancellationToken);

    public ValueTask<SessionCopy?> ReadCopyAsync(string name, CancellationToken cancellationToken) => inner.ReadCopyAsync(name, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(SessionId id, string hash, CancellationToken cancellationToken) => inner.ReadBlobAsync(id, hash, cancellationToken);

    public ValueTask RequireFreeAsync(string name, SessionChange change, CancellationToken cancellationToken) => inner.RequireFreeAsync(name, change, cancellationToken);

    public ValueTask RewriteAsync(string name, Func<Entry, Entry> rewrite, Func<UnknownField, bool> keepField, SessionChange change, CancellationToken cancellationToken) => DoAsync(() => inner.RewriteAsync(name, rewrite, keepField, change, cancellationToken));

    public ValueTask DestroyAsync(string name, SessionChange change, CancellationToken cancellationToken) => DoAsync(() => inner.DestroyAsync(name, change, cancellationToken));

    public ValueTask DestroyBlobsAsync(SessionId id, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken) => DoAsync(() => inner.DestroyBlobsAsync(id, hashes, cancellationToken));

    public ValueTask<IReadOnlyList<string>> PurgeTrashAsync(TimeSpan age, bool dryRun, CancellationToken cancellationToken) => process.DoAsync(() => inner.PurgeTrashAsync(age, dryRun, cancellationToken));

    public ValueTask<long> MeasureAsync(CancellationToken cancellationToken) => inner.MeasureAsync(cancellationToken);

    public ValueTask<long> MeasureArchivingAsync(SessionKey key, CancellationToken cancellationToken) => inner.MeasureArchivingAsync(key, cancellationToken);

    private async ValueTask DoAsync(Func<ValueTask> act) => await process.DoAsync(async () =>
    {
        disk.RequireSpace();
        await act();
        return true;
    });
}
