using System.Buffers;
using System.Runtime.InteropServices;
using LurkBot.Entries;
using LurkBot.Interop;
using LurkBot.Sessions;
using Microsoft.Win32.SafeHandles;

namespace LurkBot.Storage;

/// <summary>One open session file. Appends run under the session's lock; reads take it only when what they see is torn.</summary>
internal sealed partial class FileSession : IStoredSession, IDisposable
{
    private const int LargestHead = 16 * 1024 * 1024;
    private const int LargestKeptBuffer = 1024 * 1024;

    private readonly string path;
    private readonly string home;
    private readonly FileStoreOptions options;
    private readonly TimeProvider time;
    private readonly Func<SessionKey, bool> bringBack;
    private readonly RecentEntries recent = new();
    private SafeFileHandle? file;
    private FileIdentity? seen;
    private SessionHead? head;
    private long headLength;
    private SessionTail? tail;
    private IReadOnlyList<Entry>? foreign;
    private FileLock? appendLock;

    /// <summary>Ends the wait for the append lock in what runs now.</summary>
    private CancellationToken lockWait;
    private SessionId? lockedId;
    private bool isTornHead;
    private bool hasWrongTurns;
    private bool inTurn;
    private bool unsynced;
    private readonly SemaphoreSlim gate = new(1, 1);
    private TurnLease? lease;
    private ArrayBufferWriter<byte> buffer = new();

    private FileSession(string path, string home, FileStoreOptions options, TimeProvider time, Func<SessionKey, bool> bringBack) =>
        (this.path, this.home, this.options, this.time, this.bringBack) = (path, home, options, time, bringBack);

    /// <inheritdoc/>
    public SessionInfo Info { get; private set; } = null!;

    /// <inheritdoc/>
    public long RetainedBytes => recent.Bytes;

    private SafeFileHandle Handle => file ?? throw new ObjectDisposedException(nameof(FileSession));

    public SessionHead Head => head ?? throw new InvalidOperationException("The session is not loaded.");

    /// <summary>Opens a file that exists.</summary>
    /// <exception cref="SessionDamagedException">It is no session document.</exception>
    public static FileSession Open(string path, string home, FileStoreOptions options, TimeProvider time, Func<SessionKey, bool> bringBack)
    {
        var session = new FileSession(path, home, options, time, bringBack);
        try
        {
            session.Read(() => { });
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken) =>
        GuardedAsync<IReadOnlyList<Entry>>(() => Append(entries), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Entry>> AppendAsync(TurnLease lease, IReadOnlyList<Entry> entries, CancellationToken cancellationToken) => GuardedAsync<IReadOnlyList<Entry>>(
        () =>
        {
            if (!lease.IsHeld || this.lease != lease)
                throw new StaleLeaseException($"A turn of {Head.Key} wrote after its end; nothing was changed.");
            return Append(info =>
            {
                // Under the append lock: a newer lease exists when the lock's file was deleted while this one was held.
                if (lease.IsExclusive && TurnLeaseFile.Read(LockPath(".holder")).Epoch is var newest && newest != 0 && newest != lease.Owner.Epoch)
                    throw new StaleLeaseException($"Another turn of {Head.Key} has begun; nothing was changed.");
                TurnRules.RequireOpen(info, entries);
                return entries;
            });
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Entry>> AppendAsync(Func<SessionInfo, IReadOnlyList<Entry>> decide, CancellationToken cancellationToken) =>
        GuardedAsync<IReadOnlyList<Entry>>(() => Append(decide), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<AcceptedMessage> AppendOnceAsync(UserEntry message, CancellationToken cancellationToken)
    {
        UserEntry? known = null;
        var stored = await GuardedAsync(
            () => Append(
                _ =>
                {
                    known = message.Source is { } source ? ReadNewest(TurnRules.EntriesWithSources).OfType<UserEntry>().LastOrDefault(entry => string.Equals(entry.Source, source, StringComparison.Ordinal)) : null;
                    return known is null ? [message] : [];
                },
                isAccept: true),
            cancellationToken);
        return known is null ? new((UserEntry)stored[0], IsNew: true) : new(known, IsNew: false);
    }

    /// <summary>Appends entries atomically and durably.</summary>
    /// <returns>The entries as stored.</returns>
    /// <exception cref="LurkBotException">The file cannot be written; it is as it was before.</exception>
    public IReadOnlyList<Entry> Append(IReadOnlyList<Entry> entries) => Append(_ => entries);

    private Entry[] Append(Func<SessionInfo, IReadOnlyList<Entry>> decide, bool isAccept = false)
    {
        try
        {
            return AppendLocked(decide, isAccept);
        }
        catch (Exception e) when (head is not null && e is FileNotFoundException or DirectoryNotFoundException)
        {
            BringBack(e);
            return AppendLocked(decide, isAccept);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"Cannot write {path}: {e.Message} Nothing was changed; check free space and permissions.", e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<string> PutBlobAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new BlobFolder(home, Head.Id).Put(content.Span));
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(string hash, CancellationToken cancellationToken) => new(new BlobFolder(home, Head.Id).Read(hash));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync();
        try
        {
            Dispose();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Closes the file, for callers that share the handle with nobody.</summary>
    public void Dispose()
    {
        file?.Dispose();
        file = null;
        appendLock?.Dispose();
        appendLock = null;
    }

    /// <summary>Runs what touches the file alone: many may use one handle.</summary>
    private async ValueTask<T> GuardedAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await gate.WaitAsync(cancellationToken);
        try
        {
            lockWait = cancellationToken;
            return work();
        }
        finally
        {
            lockWait = CancellationToken.None;
            gate.Release();
        }
    }

    private Entry[] AppendLocked(Func<SessionInfo, IReadOnlyList<Entry>> decide, bool isAccept)
    {
        using var held = Lock();
        if (foreign is { } others)
            Rewrite(others);
        // An earlier version wrote last, or a person: from here on the trailer tells again.
        if (tail!.Tally.Turns is null || hasWrongTurns)
        {
            tail = tail with { Tally = tail.Tally with { Turns = TurnState.Of(ReadAll()) } };
            hasWrongTurns = false;
            SetInfo();
        }

        return Write(decide(Info), isAccept);
    }

    private Entry[] Write(IReadOnlyList<Entry> entries, bool isAccept)
    {
        if (entries.Count == 0)
            return [];
        var (before, unchanged) = (tail!, seen);
        var (id, turn, tally) = (before.LastId, before.LastTurn, before.Tally);
        var stored = new Entry[entries.Count];
        for (var i = 0; i < stored.Length; i++)
        {
            stored[i] = EntryNumbers.Number(entries[i], ++id, turn);
            turn = stored[i].Turn;
            tally = tally.Add(stored[i]);
        }

        if (Array.Exists(stored, entry => entry is UndoEntry || (entry is ClearEntry && before.Tally.Turns is not { Pending.Count: 0 })))
            tally = SessionProjection.Of(Head.CreatedAt, [.. ReadAll(), .. stored]);
        buffer.ResetWrittenCount();
        EntryLines.Write(buffer, stored, first: before.LastId == 0);
        var insert = before.Insert + buffer.WrittenCount;
        SessionDocument.WriteTrailer(buffer, Head, tally);
        WriteOver(before, buffer.WrittenSpan, isAccept || Array.Exists(stored, TurnRules.IsKnownOutside));
        tail = new SessionTail(before.Insert + buffer.WrittenCount, insert, id, turn, tally);
        if (buffer.Capacity > LargestKeptBuffer)
            buffer = new ArrayBufferWriter<byte>();
        seen = FileIdentity.Of(path);
        recent.Follow(unchanged, seen, stored);
        SetInfo();
        return stored;
    }

    /// <summary>Puts new bytes over the trailer; a write that fails puts the old trailer back.</summary>
    private void WriteOver(SessionTail before, ReadOnlySpan<byte> bytes, bool isAccept)
    {
        var old = SessionTail.ReadBytes(Handle, before.Insert, before.Length);
        seen = null;
        try
        {
            RandomAccess.Write(Handle, bytes, before.Insert);
            if (before.Insert + bytes.Length < before.Length)
                RandomAccess.SetLength(Handle, before.Insert + bytes.Length);
            unsynced = true;
            if (options.Sync == SessionSync.Step || (options.Sync == SessionSync.Turn && (isAccept || !inTurn)))
                Sync();
        }
        catch (IOException)
        {
            RandomAccess.Write(Handle, old, before.Insert);
            RandomAccess.SetLength(Handle, before.Length);
            throw;
        }
    }

    private void Sync()
    {
        if (!OperatingSystem.IsLinux())
            RandomAccess.FlushToDisk(Handle);
        else if (LibC.DataSync((int)Handle.DangerousGetHandle()) != 0)
            throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()) + '.');
        unsynced = false;
    }

    /// <summary>Archived since it was opened: whoever uses it brings it back.</summary>
    private void BringBack(Exception cause)
    {
        if (!bringBack(Head.Key))
            throw new LurkBotException($"The session {Head.Key} was deleted or renamed meanwhile. See: lurkbot sessions list; or bring it back with: lurkbot sessions restore {Head.Key}", cause);
    }

    /// <summary>Takes the append lock of the session that the path leads to, and loads it: somebody may have put another one there.</summary>
    /// <param name="repair">Whether a torn end is mended; else it is left unloaded.</param>
    private HeldLock Lock(bool repair = true)
    {
        while (true)
        {
            var id = Head.Id;
            if (!Equals(lockedId, id))
            {
                appendLock?.Dispose();
                (appendLock, lockedId) = (new FileLock(LockPath(".append")), id);
            }

            appendLock!.Take(lockWait);
            try
            {
                var isLoaded = IsUnchanged() || TryLoad();
                if (Head.Id != id)
                {
                    appendLock.Release();
                    continue;
                }

                if (!isLoaded && repair)
                    Repair();
                return new HeldLock(appendLock);
            }
            catch
            {
                appendLock.Release();
                throw;
            }
        }
    }

    private string LockPath(string suffix)
    {
        var folder = Path.Combine(home, ".locks");
        try
        {
            PrivateFolder.Create(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"Cannot make {folder}: {e.Message} Nothing was changed; check its permissions and free space.", e);
        }

        return Path.Combine(folder, Head.Id + suffix);
    }

    private readonly struct HeldLock(FileLock held) : IDisposable
    {
        public void Dispose() => held.Release();
    }
}
