using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Tests.Simulation;

/// <summary>A session, as far away as a disk is.</summary>
internal sealed class SimSession(IStoredSession inner, SimProcess process, SimDisk disk, PlantedFault fault) : IStoredSession
{
    public SessionInfo Info => inner.Info;

    public ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken) => WriteAsync(() => inner.AppendAsync(entries, cancellationToken));

    public ValueTask<IReadOnlyList<Entry>> AppendAsync(TurnLease lease, IReadOnlyList<Entry> entries, CancellationToken cancellationToken) => WriteAsync(async () =>
    {
        var stored = await inner.AppendAsync(lease, entries, cancellationToken);
        if (fault is PlantedFault.TurnResumedTwice && entries.Any(entry => entry is AssistantEntry { Answers.Count: > 0 }))
            disk.Sessions.Forget(Info, entries.Count);
        return stored;
    });

    public ValueTask<IReadOnlyList<Entry>> AppendAsync(Func<SessionInfo, IReadOnlyList<Entry>> decide, CancellationToken cancellationToken) => WriteAsync(() => inner.AppendAsync(decide, cancellationToken));

    public ValueTask<AcceptedMessage> AppendOnceAsync(UserEntry message, CancellationToken cancellationToken) => WriteAsync(() => inner.AppendOnceAsync(message, cancellationToken));

    public ValueTask<IReadOnlyList<Entry>> ReadNewestAsync(int count, CancellationToken cancellationToken) => process.LookAsync(() => inner.ReadNewestAsync(count, cancellationToken));

    public ValueTask<IReadOnlyList<Entry>> ReadAllAsync(CancellationToken cancellationToken) => process.LookAsync(() => inner.ReadAllAsync(cancellationToken));

    public ValueTask ExportAsync(Stream destination, CancellationToken cancellationToken) => inner.ExportAsync(destination, cancellationToken);

    public ValueTask<string> PutBlobAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => WriteAsync(() => inner.PutBlobAsync(content, cancellationToken));

    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(string hash, CancellationToken cancellationToken) => process.LookAsync(() => inner.ReadBlobAsync(hash, cancellationToken));

    public async ValueTask<TurnLease> TakeTurnAsync(TurnLeaseRequest request, CancellationToken cancellationToken)
    {
        await process.PassAsync();
        return await inner.TakeTurnAsync(request, cancellationToken);
    }

    public TurnLeaseOwner? FindLeaseOwner() => inner.FindLeaseOwner();

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private ValueTask<T> WriteAsync<T>(Func<ValueTask<T>> write) => process.DoAsync(() =>
    {
        disk.RequireSpace();
        return write();
    });
}
