using System.Buffers;
using LurkBot.Sessions;

namespace LurkBot.History;

/// <summary>One session in memory, shared by all who open it.</summary>
internal sealed class MemorySession(SessionHead head, TimeProvider time) : IStoredSession
{
    private readonly Lock gate = new();
    private SessionHead head = head;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly List<Entry> entries = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> blobs = new(StringComparer.Ordinal);
    private TurnHolder? holder;

    public SessionInfo Info
    {
        get
        {
            lock (gate)
            {
                var tally = SessionTally.Of(head.CreatedAt, entries);
                var last = entries.Count == 0 ? null : entries[^1];
                return tally.ToInfo(head, last?.Id ?? 0, last?.Turn ?? 0);
            }
        }
    }

    public ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> added, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var start = entries.Count;
            foreach (var entry in added)
                entries.Add(EntryNumbers.Number(entry, entries.Count + 1, entries.Count == 0 ? 0 : entries[^1].Turn));
            return new(entries[start..]);
        }
    }

    public ValueTask<IReadOnlyList<Entry>> ReadNewestAsync(int count, CancellationToken cancellationToken)
    {
        lock (gate)
            return new([.. entries.TakeLast(count)]);
    }

    public ValueTask<IReadOnlyList<Entry>> ReadAllAsync(CancellationToken cancellationToken) => ReadNewestAsync(int.MaxValue, cancellationToken);

    public async ValueTask ExportAsync(Stream destination, CancellationToken cancellationToken)
    {
        var stored = await ReadAllAsync(cancellationToken);
        var document = new ArrayBufferWriter<byte>();
        document.Write(SessionDocument.WriteHead(head));
        SessionLines.Write(document, stored, first: true);
        SessionDocument.WriteTrailer(document, head, SessionTally.Of(head.CreatedAt, stored));
        await destination.WriteAsync(document.WrittenMemory, cancellationToken);
    }

    public ValueTask<string> PutBlobAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var hash = BlobHash.Of(content.Span);
        lock (gate)
            blobs[hash] = content.ToArray();
        return new(hash);
    }

    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(string hash, CancellationToken cancellationToken)
    {
        lock (gate)
            return new(blobs.TryGetValue(hash, out var content) ? content : default(ReadOnlyMemory<byte>?));
    }

    public async ValueTask<TurnHold> TakeTurnAsync(TurnWait wait, CancellationToken cancellationToken)
    {
        if (!turn.Wait(0, cancellationToken))
        {
            wait.OnWaiting?.Invoke(holder);
            if (!await turn.WaitAsync(wait.Timeout, cancellationToken))
                throw new SessionBusyException(holder);
        }

        holder = new TurnHolder(wait.Who, Environment.ProcessId, time.GetUtcNow());
        return new TurnHold(exclusive: true, () => turn.Release());
    }

    /// <summary>Gives another session the same blobs.</summary>
    public void CopyBlobsTo(MemorySession target)
    {
        lock (gate)
        {
            foreach (var (hash, content) in blobs)
                target.blobs[hash] = content;
        }
    }

    /// <summary>Gives a session without entries the history that it begins with.</summary>
    public void Begin(IReadOnlyList<Entry> numbered)
    {
        lock (gate)
            entries.AddRange(numbered);
    }

    /// <summary>Gives the session another key.</summary>
    public void Rename(SessionKey key)
    {
        lock (gate)
            head = head with { Key = key };
    }

    /// <summary>Does nothing: the session lives as long as its store.</summary>
    public void Dispose()
    {
    }
}
