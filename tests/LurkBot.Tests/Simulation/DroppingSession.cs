using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Simulation;

/// <summary>A session on a disk that drops what was not synced.</summary>
internal sealed class DroppingSession(IStoredSession inner, DroppingDisk disk, TimeProvider time) : IStoredSession
{
    private static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(20);

    public SessionInfo Info => inner.Info;

    private SessionId Id => Info.Id;

    public async ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken) =>
        Wrote(await inner.AppendAsync(entries, cancellationToken), inTurn: disk.HolderOf(Id) is not null);

    public async ValueTask<IReadOnlyList<Entry>> AppendAsync(TurnLease lease, IReadOnlyList<Entry> entries, CancellationToken cancellationToken) =>
        Wrote(await inner.AppendAsync(lease, entries, cancellationToken), inTurn: true);

    public async ValueTask<IReadOnlyList<Entry>> AppendAsync(Func<SessionInfo, IReadOnlyList<Entry>> decide, CancellationToken cancellationToken) =>
        Wrote(await inner.AppendAsync(decide, cancellationToken), inTurn: disk.HolderOf(Id) is not null);

    public async ValueTask<AcceptedMessage> AppendOnceAsync(UserEntry message, CancellationToken cancellationToken)
    {
        var accepted = await inner.AppendOnceAsync(message, cancellationToken);
        Wrote([accepted.Entry], inTurn: false);
        return accepted;
    }

    public ValueTask<IReadOnlyList<Entry>> ReadNewestAsync(int count, CancellationToken cancellationToken) => inner.ReadNewestAsync(count, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadAllAsync(CancellationToken cancellationToken) => inner.ReadAllAsync(cancellationToken);

    public ValueTask ExportAsync(Stream destination, CancellationToken cancellationToken) => inner.ExportAsync(destination, cancellationToken);

    public ValueTask<string> PutBlobAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => inner.PutBlobAsync(content, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(string hash, CancellationToken cancellationToken) => inner.ReadBlobAsync(hash, cancellationToken);

    public async ValueTask<TurnLease> TakeTurnAsync(TurnLeaseRequest request, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var isTold = false;
        while (true)
        {
            try
            {
                var held = await inner.TakeTurnAsync(new TurnLeaseRequest(request.Who, TimeSpan.Zero), cancellationToken);
                var (owner, left) = disk.Take(Id, held.Owner);
                return new TurnLease(owner, exclusive: true, left, known => disk.Write(Id, known), async () =>
                {
                    if (disk.Sync is SessionSync.Turn)
                        disk.SyncUpTo(Id, (int)Info.LastId);
                    disk.Release(Id);
                    await held.DisposeAsync();
                });
            }
            catch (SessionBusyException)
            {
                if (!isTold)
                    request.OnWaiting?.Invoke(disk.HolderOf(Id));
                isTold = true;
                if (time.GetElapsedTime(began) >= request.Timeout)
                    throw new SessionBusyException(disk.HolderOf(Id));
            }

            await Task.Delay(LooksEvery, time, cancellationToken);
        }
    }

    public TurnLeaseOwner? FindLeaseOwner() => disk.HolderOf(Id);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private IReadOnlyList<Entry> Wrote(IReadOnlyList<Entry> entries, bool inTurn)
    {
        if (entries.Count > 0 && disk.Sync is not SessionSync.Off && (disk.Sync is SessionSync.Step || !inTurn || entries.Any(TurnRules.IsKnownOutside)))
            disk.SyncUpTo(Id, (int)Info.LastId);
        return entries;
    }
}
