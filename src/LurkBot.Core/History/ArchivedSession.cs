namespace LurkBot.History;

/// <summary>A session in the archive: read from there, and restored by the first write or turn.</summary>
/// <param name="info">What the archive says of it.</param>
/// <param name="path">Its file in the archive.</param>
/// <param name="blobs">Its blobs, which stay where they are.</param>
/// <param name="restore">Brings it back.</param>
internal sealed class ArchivedSession(SessionInfo info, string path, BlobFolder blobs, Func<IStoredSession> restore) : IStoredSession
{
    private IStoredSession? restored;

    public SessionInfo Info => restored?.Info ?? info;

    public ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Restored().AppendAsync(entries, cancellationToken);
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

    public ValueTask<TurnHold> TakeTurnAsync(TurnWait wait, CancellationToken cancellationToken) => Restored().TakeTurnAsync(wait, cancellationToken);

    public void Dispose() => restored?.Dispose();

    private IStoredSession Restored() => restored ??= restore();

    /// <summary>All entries, from the archive.</summary>
    public IReadOnlyList<Entry> Entries()
    {
        var document = ArchiveFile.UnpackSound(path);
        var head = document.AsSpan().IndexOf((byte)'\n');
        var (entries, _) = SessionLines.ReadSound(document.AsSpan(head));
        return entries;
    }
}
