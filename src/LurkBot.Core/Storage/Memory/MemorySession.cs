using System.Buffers;
using System.Globalization;
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
    private IReadOnlyList<long> begun = [];
    private SessionProjection? tally;
    private long version;
    private bool isGone;
    private DateTimeOffset writtenAt = time.GetUtcNow();

    /// <summary>The store's name for it, which no change of the key changes.</summary>
    public string Name { get; } = head.Id.ToString();

    public SessionKey Key
    {
        get
        {
            lock (gate)
                return head.Key;
        }
    }

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
            RequireThere();
            var decided = decide(Info);
            // What comes after the archive brings the session back.
            if (decided.Count > 0 && Info.State == SessionState.Archived && decided.All(entry => entry is not StateEntry))
                Add(LifecycleEntries.State(SessionState.Active, new SessionChange("lurkbot", "a message came"), time));
            var added = entries.Count;
            foreach (var entry in decided)
                Add(entry);
            return new(entries[added..]);
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
            RequireThere();
            Add(message);
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

    public ValueTask<string> PutBlobAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => new(PutBlob(content));

    /// <summary>Keeps bytes.</summary>
    /// <returns>Their name.</returns>
    public string PutBlob(ReadOnlyMemory<byte> content)
    {
        var hash = BlobHash.Of(content.Span);
        lock (gate)
            blobs[hash] = content.ToArray();
        return hash;
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

        owner = new TurnLeaseOwner(request.Who, Environment.MachineName, Environment.ProcessId, time.GetUtcNow()) { Epoch = ++epoch, Begun = begun };
        return new TurnLease(owner, exclusive: true, left: null, known => owner = known, () =>
        {
            (begun, owner) = (owner!.Begun, null);
            turn.Release();
            return ValueTask.CompletedTask;
        });
    }

    public TurnLeaseOwner? FindLeaseOwner() => owner;

    /// <summary>What a feed of changes says of it, without the key.</summary>
    public SessionStamp Stamp()
    {
        lock (gate)
            return new SessionStamp(Name, null, version.ToString(CultureInfo.InvariantCulture), writtenAt);
    }

    public SessionContent Content()
    {
        lock (gate)
            return new SessionContent(Info, [.. entries]);
    }

    public SessionCopy Copy(bool isDeleted)
    {
        lock (gate)
        {
            var place = isDeleted ? SessionPlace.Trash : Info.State == SessionState.Archived ? SessionPlace.Archive : SessionPlace.InUse;
            return new SessionCopy(Name, place, head.Key, head.Id, [.. head.Unknown, .. head.UnknownMetadata], [.. entries]);
        }
    }

    /// <summary>Puts other entries in the place of these.</summary>
    public void Rewrite(Func<Entry, Entry> rewrite, Func<UnknownField, bool> keepField)
    {
        lock (gate)
        {
            List<Entry> rewritten = [.. entries.Select(entry => LifecycleEntries.Rewritten(entry, rewrite))];
            entries.Clear();
            entries.AddRange(rewritten);
            head = head with { Unknown = [.. head.Unknown.Where(keepField)], UnknownMetadata = [.. head.UnknownMetadata.Where(keepField)] };
            tally = null;
            Changed();
        }
    }

    public void DestroyBlobs(IReadOnlyCollection<string> hashes)
    {
        lock (gate)
        {
            foreach (var hash in hashes)
                blobs.Remove(hash);
        }
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

    /// <summary>The same session once more, apart from this one.</summary>
    /// <param name="keep">How many entries it keeps, of those there are.</param>
    public MemorySession Copy(Func<SessionId, int, int> keep)
    {
        lock (gate)
        {
            var copy = new MemorySession(head, time) { isGone = isGone };
            copy.entries.AddRange(entries.Take(keep(head.Id, entries.Count)));
            CopyBlobsTo(copy);
            return copy;
        }
    }

    /// <summary>Gives a session without entries the history that it begins with.</summary>
    public void Begin(IReadOnlyList<Entry> numbered)
    {
        lock (gate)
        {
            entries.AddRange(numbered);
            tally = null;
            Changed();
        }
    }

    /// <summary>Takes the session away from those who have it open: what they append from here on is refused.</summary>
    /// <param name="last">The entries that it leaves with, from those that it has.</param>
    public void Leave(Func<IReadOnlyList<Entry>, IEnumerable<Entry>> last)
    {
        lock (gate)
        {
            foreach (var entry in last([.. entries]))
                Add(entry);
            isGone = true;
        }
    }

    /// <summary>Gives the session back.</summary>
    /// <param name="first">The entry with which it comes.</param>
    public void Return(Entry first)
    {
        lock (gate)
        {
            isGone = false;
            Add(first);
        }
    }

    /// <summary>Gives the session another key.</summary>
    public void Rename(SessionKey key)
    {
        lock (gate)
        {
            head = head with { Key = key };
            Changed();
        }
    }

    /// <summary>Does nothing: the session lives as long as its store.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Add(Entry entry)
    {
        var last = entries.Count == 0 ? null : entries[^1];
        entries.Add(EntryNumbers.Number(entry, (last?.Id ?? 0) + 1, last?.Turn ?? 0));
        tally = entries[^1] is UndoEntry or ClearEntry ? null : tally?.Add(entries[^1]);
        Changed();
    }

    private void RequireThere()
    {
        if (isGone)
            throw new LurkBotException($"The session {head.Key} was deleted meanwhile. See: lurkbot sessions list; or bring it back with: lurkbot sessions restore {head.Key}");
    }

    private void Changed() => (version, writtenAt) = (version + 1, time.GetUtcNow());
}
