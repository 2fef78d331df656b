using System.Buffers;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>One session in memory, shared by all who open it.</summary>
internal sealed class MemorySession(SessionHead head, TimeProvider time) : IStoredSession
{
    private readonly Lock gate = new();
    private SessionHead head = head;
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly List<Entry> entries = [];
    private readonly Dictionary<string, ReadOnlyMemory<byte>> blobs = new(StringComparer.Ordinal);
    private TurnLeaseOwner? owner;
    private long epoch;
    private SessionProjection? tally;

    public SessionInfo Info
    {
        get
        {
            lock (gate)
            {
                tally ??= SessionProjection.Of(head.CreatedAt, entries);
                var last = entries.Count == 0 ? null : entries[^1];
                return tally.ToInfo(head, last?.Id ?? 0, last?.Turn ?? 0);
            }
        }
    }

    public ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> added, CancellationToken cancellationToken) => AppendAsync(_ => added, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> AppendAsync(TurnLease lease, IReadOnlyList<Entry> added, CancellationToken cancellationToken) => AppendAsync(
        info =>
        {
            if (!lease.IsHeld)
                throw new StaleLeaseException($"A turn of {head.Key} wrote after its end; nothing was changed.");
            TurnRules.RequireOpen(info, added);
            return added;
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> AppendAsync(Func<SessionInfo, IReadOnlyList<Entry>> decide, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var start = entries.Count;
            foreach (var entry in decide(Info))
            {
                entries.Add(EntryNumbers.Number(entry, entries.Count + 1, entries.Count == 0 ? 0 : entries[^1].Turn));
                tally = entries[^1] is UndoEntry or ClearEntry ? null : tally?.Add(entries[^1]);
            }

            return new(entries[start..]);
        }
    }

    public ValueTask<AcceptedMessage> AppendOnceAsync(UserEntry message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (gate)
        {
            var known = message.Source is { } source ? entries.TakeLast(TurnRules.EntriesWithSources).OfType<UserEntry>().LastOrDefault(entry => string.Equals(entry.Source, source, StringComparison.Ordinal)) : null;
            if (known is not null)
                return new(new AcceptedMessage(known, IsNew: false));
            entries.Add(EntryNumbers.Number(message, entries.Count + 1, entries.Count == 0 ? 0 : entries[^1].Turn));
            tally = tally?.Add(entries[^1]);
            return new(new AcceptedMessage((UserEntry)entries[^1], IsNew: true));
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
        EntryLines.Write(document, stored, first: true);
        SessionDocument.WriteTrailer(document, head, SessionProjection.Of(head.CreatedAt, stored));
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

    public async ValueTask<TurnLease> TakeTurnAsync(TurnLeaseRequest request, CancellationToken cancellationToken)
    {
        if (!turn.Wait(0, cancellationToken))
        {
            request.OnWaiting?.Invoke(owner);
            if (!await turn.WaitAsync(request.Timeout, cancellationToken))
                throw new SessionBusyException(owner);
        }

        owner = new TurnLeaseOwner(request.Who, Environment.MachineName, Environment.ProcessId, time.GetUtcNow()) { Epoch = ++epoch };
        return new TurnLease(owner, exclusive: true, left: null, known => owner = known, () =>
        {
            owner = null;
            turn.Release();
            return ValueTask.CompletedTask;
        });
    }

    public TurnLeaseOwner? FindLeaseOwner() => owner;

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
        {
            entries.AddRange(numbered);
            tally = null;
        }
    }

    /// <summary>Gives the session another key.</summary>
    public void Rename(SessionKey key)
    {
        lock (gate)
            head = head with { Key = key };
    }

    /// <summary>Does nothing: the session lives as long as its store.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
