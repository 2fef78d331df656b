using LurkBot.Entries;

namespace LurkBot.Storage;

/// <summary>A session in the archive: read from there, and restored by the first write or turn.</summary>
/// <param name="info">What the archive says of it.</param>
/// <param name="path">Its file in the archive.</param>
/// <param name="blobs">Its blobs, which stay where they are.</param>
/// <param name="restore">Brings it back.</param>
internal sealed class ArchivedSession(SessionInfo info, string path, BlobFolder blobs, Func<IStoredSession> restore) : IStoredSession
{
    private readonly Lock gate = new();
    private volatile IStoredSession? restored;

    public SessionInfo Info => restored?.Info ?? info;

    public ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Restored().AppendAsync(entries, cancellationToken);
    }

    public ValueTask<IReadOnlyList<Entry>> AppendAsync(TurnLease lease, IReadOnlyList<Entry> entries, CancellationToken cancellationToken) => Restored().AppendAsync(lease, entries, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> AppendAsync(Func<SessionInfo, IReadOnlyList<Entry>> decide, CancellationToken cancellationToken) => Restored().AppendAsync(decide, cancellationToken);

    public ValueTask<AcceptedMessage> AppendOnceAsync(UserEntry message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Restored().AppendOnceAsync(message, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<Entry>> ReadNewestAsync(int count, CancellationToken cancellationToken) =>
        restored is not null ? await restored.ReadNewestAsync(count, cancellationToken) : [.. Entries().TakeLast(count)];

    public async ValueTask<IReadOnlyList<Entry>> ReadAllAsync(CancellationToken cancellationToken) =>
        restored is not null ? await restored.ReadAllAsync(cancellationToken) : Entries();

    public async ValueTask ExportAsync(Stream destination, CancellationToken cancellationToken)
    {
        if (restored is not null)
            await restored.ExportAsync(destination, cancellationToken);
        else
            await destination.WriteAsync(ArchiveFile.UnpackSound(path), cancellationToken);
    }

    public ValueTask<string> PutBlobAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(blobs.Put(content.Span));
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(string hash, CancellationToken cancellationToken) => new(blobs.Read(hash));

    public ValueTask<TurnLease> TakeTurnAsync(TurnLeaseRequest request, CancellationToken cancellationToken) => Restored().TakeTurnAsync(request, cancellationToken);

    public TurnLeaseOwner? FindLeaseOwner() => restored?.FindLeaseOwner();

    public ValueTask DisposeAsync() => restored?.DisposeAsync() ?? ValueTask.CompletedTask;

    private IStoredSession Restored()
    {
        lock (gate)
            return restored ??= restore();
    }

    /// <summary>All entries, from the archive.</summary>
    public IReadOnlyList<Entry> Entries()
    {
        var document = ArchiveFile.UnpackSound(path);
        var head = document.AsSpan().IndexOf((byte)'\n');
        var (entries, _) = EntryLines.ReadSound(document.AsSpan(head));
        return entries;
    }
}
