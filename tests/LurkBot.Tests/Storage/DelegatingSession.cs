using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Tests.Storage;

/// <summary>Passes every call on to another session; tests override what they change.</summary>
internal class DelegatingSession(IStoredSession inner) : IStoredSession
{
    public SessionInfo Info => Inner.Info;

    protected IStoredSession Inner { get; } = inner;

    public virtual ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken) => Inner.AppendAsync(entries, cancellationToken);

    public virtual ValueTask<IReadOnlyList<Entry>> AppendAsync(TurnLease lease, IReadOnlyList<Entry> entries, CancellationToken cancellationToken) => Inner.AppendAsync(lease, entries, cancellationToken);

    public virtual ValueTask<IReadOnlyList<Entry>> AppendAsync(Func<SessionInfo, IReadOnlyList<Entry>> decide, CancellationToken cancellationToken) => Inner.AppendAsync(decide, cancellationToken);

    public virtual ValueTask<AcceptedMessage> AppendOnceAsync(UserEntry message, CancellationToken cancellationToken) => Inner.AppendOnceAsync(message, cancellationToken);

    public virtual ValueTask<IReadOnlyList<Entry>> ReadNewestAsync(int count, CancellationToken cancellationToken) => Inner.ReadNewestAsync(count, cancellationToken);

    public virtual ValueTask<IReadOnlyList<Entry>> ReadAllAsync(CancellationToken cancellationToken) => Inner.ReadAllAsync(cancellationToken);

    public ValueTask ExportAsync(Stream destination, CancellationToken cancellationToken) => Inner.ExportAsync(destination, cancellationToken);

    public virtual ValueTask<string> PutBlobAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => Inner.PutBlobAsync(content, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(string hash, CancellationToken cancellationToken) => Inner.ReadBlobAsync(hash, cancellationToken);

    public virtual ValueTask<TurnLease> TakeTurnAsync(TurnLeaseRequest request, CancellationToken cancellationToken) => Inner.TakeTurnAsync(request, cancellationToken);

    public virtual TurnLeaseOwner? FindLeaseOwner() => Inner.FindLeaseOwner();

    public virtual ValueTask DisposeAsync() => Inner.DisposeAsync();
}
