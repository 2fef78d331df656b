using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using LurkBot.Sessions;
using Microsoft.Win32.SafeHandles;

namespace LurkBot.History;

/// <summary>One open session file. Appends run under the session's lock; reads take it only when what they see is torn.</summary>
internal sealed class FileSession : IStoredSession
{
    private const long UsualEntry = 320;
    private const long SmallestRead = 16 * 1024;
    private const long LargestFirstRead = 1024 * 1024;
    private const int LargestForeignFile = 256 * 1024 * 1024;
    private const int LargestHead = 16 * 1024 * 1024;
    private const int LargestKeptBuffer = 1024 * 1024;
    private const int ReadAttempts = 3;
    private static readonly TimeSpan TurnPoll = TimeSpan.FromMilliseconds(50);

    private readonly string path;
    private readonly string home;
    private readonly FileStoreOptions options;
    private readonly TimeProvider time;
    private readonly Func<SessionKey, bool> bringBack;
    private SafeFileHandle? file;
    private FileIdentity? seen;
    private SessionHead? head;
    private long headLength;
    private SessionTail? tail;
    private IReadOnlyList<Entry>? foreign;
    private FileLock? appendLock;
    private bool inTurn;
    private bool unsynced;
    private ArrayBufferWriter<byte> buffer = new();

    private FileSession(string path, string home, FileStoreOptions options, TimeProvider time, Func<SessionKey, bool> bringBack) =>
        (this.path, this.home, this.options, this.time, this.bringBack) = (path, home, options, time, bringBack);

    /// <inheritdoc/>
    public SessionInfo Info { get; private set; } = null!;

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
    public ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return new((IReadOnlyList<Entry>)AppendLocked(entries));
        }
        catch (Exception e) when (head is not null && e is FileNotFoundException or DirectoryNotFoundException)
        {
            BringBack(e);
            return new((IReadOnlyList<Entry>)AppendLocked(entries));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"Cannot write {path}: {e.Message} Nothing was changed; check free space and permissions.", e);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Entry>> ReadNewestAsync(int count, CancellationToken cancellationToken) => ReadEntries(() => ReadNewest(count));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Entry>> ReadAllAsync(CancellationToken cancellationToken) => ReadEntries(ReadAll);

    /// <inheritdoc/>
    public async ValueTask ExportAsync(Stream destination, CancellationToken cancellationToken)
    {
        byte[] bytes = [];
        Read(() => bytes = ReadDocument());
        await destination.WriteAsync(bytes, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<TurnHold> TakeTurnAsync(TurnWait wait, CancellationToken cancellationToken)
    {
        if (!options.Locking)
            return BeginTurn(null, LockPath(".holder"), wait);
        var holderPath = LockPath(".holder");
        var turnLock = new FileLock(LockPath(".turn"));
        try
        {
            if (!turnLock.TryTake())
            {
                var holder = TurnHolder.Read(holderPath);
                wait.OnWaiting?.Invoke(holder);
                var start = time.GetTimestamp();
                while (!turnLock.TryTake())
                {
                    if (time.GetElapsedTime(start) >= wait.Timeout)
                        throw new SessionBusyException(TurnHolder.Read(holderPath) ?? holder);
                    await Task.Delay(TurnPoll, time, cancellationToken);
                }
            }

            return BeginTurn(turnLock, holderPath, wait);
        }
        catch
        {
            turnLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file?.Dispose();
        file = null;
        appendLock?.Dispose();
        appendLock = null;
    }

    /// <summary>Under the append lock: hands out the whole sound document and removes the file when it is in its new place.</summary>
    /// <param name="place">Puts the document there, durably.</param>
    public void MoveAway(Action<ReadOnlyMemory<byte>> place)
    {
        using var held = Lock();
        if (!IsUnchanged() && !TryLoad())
            Repair();
        place(ReadDocument());
        SessionFileWriter.Delete(path);
    }

    /// <summary>The whole file as it is between two appends.</summary>
    public byte[] ReadUnderLock()
    {
        using var held = Lock();
        return SessionTail.ReadBytes(Handle, 0, RandomAccess.GetLength(Handle));
    }

    /// <summary>The document as of the last look. Another process may be writing over the trailer, so that is written anew.</summary>
    private byte[] ReadDocument()
    {
        if (tail is not { } end)
            return SessionTail.ReadBytes(Handle, 0, RandomAccess.GetLength(Handle));
        var document = new ArrayBufferWriter<byte>();
        document.Write(SessionTail.ReadBytes(Handle, 0, end.Insert));
        SessionDocument.WriteTrailer(document, Head, end.Tally);
        return document.WrittenSpan.ToArray();
    }

    private Entry[] AppendLocked(IReadOnlyList<Entry> entries)
    {
        using var held = Lock();
        if (!IsUnchanged() && !TryLoad())
            Repair();
        if (foreign is { } others)
            Rewrite(others);
        return Append(entries);
    }

    private TurnHold BeginTurn(FileLock? turnLock, string holderPath, TurnWait wait)
    {
        inTurn = true;
        if (turnLock is not null)
            new TurnHolder(wait.Who, Environment.ProcessId, time.GetUtcNow()).Write(holderPath);
        return new TurnHold(turnLock is not null, () =>
        {
            inTurn = false;
            try
            {
                if (unsynced && options.Sync == SessionSync.Turn && file is not null)
                    Sync();
            }
            catch (IOException e)
            {
                throw new LurkBotException($"The turn is in {path}, but the disk did not confirm it: {e.Message}", e);
            }
            finally
            {
                if (turnLock is not null)
                    File.Delete(holderPath);
                turnLock?.Dispose();
            }
        });
    }

    private Entry[] Append(IReadOnlyList<Entry> entries)
    {
        if (entries.Count == 0)
            return [];
        var before = tail!;
        var (id, turn, tally) = (before.LastId, before.LastTurn, before.Tally);
        var stored = new Entry[entries.Count];
        for (var i = 0; i < stored.Length; i++)
        {
            stored[i] = EntryNumbers.Number(entries[i], ++id, turn);
            turn = stored[i].Turn;
            tally = tally.Add(stored[i]);
        }

        if (Array.Exists(stored, entry => entry is SystemEntry { Kind: SystemKinds.Undo }))
            tally = SessionTally.Of(Head.CreatedAt, [.. ReadAll(), .. stored]);
        buffer.ResetWrittenCount();
        SessionLines.Write(buffer, stored, first: before.LastId == 0);
        var insert = before.Insert + buffer.WrittenCount;
        SessionDocument.WriteTrailer(buffer, Head, tally);
        WriteOver(before, buffer.WrittenSpan);
        tail = new SessionTail(before.Insert + buffer.WrittenCount, insert, id, turn, tally);
        if (buffer.Capacity > LargestKeptBuffer)
            buffer = new ArrayBufferWriter<byte>();
        seen = FileIdentity.Of(path);
        SetInfo();
        return stored;
    }

    /// <summary>Puts new bytes over the trailer; a write that fails puts the old trailer back.</summary>
    private void WriteOver(SessionTail before, ReadOnlySpan<byte> bytes)
    {
        var old = SessionTail.ReadBytes(Handle, before.Insert, before.Length);
        seen = null;
        try
        {
            RandomAccess.Write(Handle, bytes, before.Insert);
            if (before.Insert + bytes.Length < before.Length)
                RandomAccess.SetLength(Handle, before.Insert + bytes.Length);
            unsynced = true;
            if (options.Sync == SessionSync.Step || (options.Sync == SessionSync.Turn && !inTurn))
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

    /// <summary>Reads without a lock; what looks torn may be a write under way, so it looks again, in the end under the lock.</summary>
    /// <remarks>Not generic: an instance over each result type would be compiled anew at each start.</remarks>
    private void Read(Action read)
    {
        for (var attempt = 0; attempt < ReadAttempts; attempt++)
        {
            try
            {
                if (IsUnchanged() || TryLoad())
                {
                    read();
                    return;
                }
            }
            catch (JsonException)
            {
                seen = null;
            }
            catch (Exception e) when (head is not null && e is FileNotFoundException or DirectoryNotFoundException)
            {
                BringBack(e);
            }
        }

        using var held = Lock();
        try
        {
            if (!TryLoad())
                Repair();
            read();
        }
        catch (JsonException e)
        {
            throw new SessionDamagedException($"{path} is damaged and was left untouched: {e.Message} Mend it or move it away.", e);
        }
    }

    /// <summary>Archived since it was opened: whoever uses it brings it back.</summary>
    private void BringBack(Exception cause)
    {
        if (!bringBack(Head.Key))
            throw new LurkBotException($"The session {Head.Key} was deleted or renamed meanwhile. See: lurkbot sessions list; or bring it back with: lurkbot sessions restore {Head.Key}", cause);
    }

    private ValueTask<IReadOnlyList<Entry>> ReadEntries(Func<IReadOnlyList<Entry>> read)
    {
        IReadOnlyList<Entry> entries = [];
        Read(() => entries = read());
        return new(entries);
    }

    private bool IsUnchanged() => file is not null && seen is { } known && FileIdentity.Of(path) == known;

    /// <summary>Opens the file that the path leads to now, and reads its head and its end.</summary>
    /// <returns>False when the end is torn.</returns>
    private bool TryLoad()
    {
        file?.Dispose();
        // Before it is opened: what changes from here on makes the next look load again.
        var identity = FileIdentity.Of(path);
        file = OpenFile(path);
        var length = MeasuredLength();
        var first = ReadFirstLine(file, length);
        (seen, tail, foreign) = (null, null, null);
        if (SessionDocumentReader.ReadHead(first) is { } found)
        {
            (head, headLength) = (found, first.Length);
            tail = SessionTail.Read(file, headLength);
        }
        else
        {
            (head, foreign) = ReadForeign(length);
        }

        if (tail is null && foreign is null)
            return false;
        seen = identity;
        SetInfo();
        return true;
    }

    private (SessionHead Head, IReadOnlyList<Entry> Entries) ReadForeign(long length)
    {
        if (length > LargestForeignFile)
            throw new SessionDamagedException($"{path} is no session document and too large to look into ({length} bytes). It was left untouched.");
        try
        {
            return SessionDocument.ReadForeign(SessionTail.ReadBytes(Handle, 0, length));
        }
        catch (JsonException) when (TornHead(length) is { } torn)
        {
            return (torn, []);
        }
        catch (JsonException e)
        {
            throw new SessionDamagedException($"{path} is damaged and was left untouched: {e.Message} Mend it or move it away.", e);
        }
    }

    /// <summary>The head of a file that ends within its first line, so that it holds no entry: its name still says whose it is.</summary>
    private SessionHead? TornHead(long length)
    {
        if (length > LargestHead || !SessionFileName.TryParse(Path.GetFileName(path), out var key))
            return null;
        var bytes = SessionTail.ReadBytes(Handle, 0, length);
        var began = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
        var start = "{\"key\":\""u8;
        return bytes.AsSpan().StartsWith(start[..Math.Min(start.Length, bytes.Length)]) && !bytes.Contains((byte)'\n') ? new SessionHead(key, SessionId.Derive(key, began), began, [], []) : null;
    }

    private static SafeFileHandle OpenFile(string path)
    {
        const FileShare Share = FileShare.ReadWrite | FileShare.Delete;
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, Share);
        }
        catch (Exception e) when (e is UnauthorizedAccessException || (e is IOException and not (FileNotFoundException or DirectoryNotFoundException)))
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, Share);
        }
    }

    private long MeasuredLength()
    {
        try
        {
            return RandomAccess.GetLength(Handle);
        }
        catch (NotSupportedException e)
        {
            throw new SessionDamagedException($"{path} is no regular file. Move it away.", e);
        }
    }

    private static byte[] ReadFirstLine(SafeFileHandle file, long length)
    {
        for (long size = 4096; ; size *= 8)
        {
            var bytes = SessionTail.ReadBytes(file, 0, Math.Min(size, length));
            var end = bytes.AsSpan().IndexOf((byte)'\n');
            if (end >= 0)
                return bytes[..end];
            if (size >= length || size > LargestHead)
                return bytes;
        }
    }

    /// <summary>Under the lock: keeps every line that is an entry with the expected id, and puts the torn bytes aside.</summary>
    private void Repair()
    {
        if (!options.RepairsTornEnds)
            throw new SessionDamagedException($"The end of {path} is torn.");
        var length = RandomAccess.GetLength(Handle);
        var bytes = SessionTail.ReadBytes(Handle, headLength, length);
        var (entries, sound) = SessionLines.ReadSound(bytes);
        var lastId = entries.Count == 0 ? 0 : entries[^1].Id;
        if (SessionLines.HasEntryAfter(bytes.AsSpan(sound), lastId))
            throw new SessionDamagedException($"{path} is damaged after entry {lastId} and was left untouched. Mend it or move it away.");
        PutAside(bytes.AsSpan(sound), lastId);
        var tally = SessionTally.Of(Head.CreatedAt, entries);
        var insert = headLength + sound;
        buffer.ResetWrittenCount();
        SessionDocument.WriteTrailer(buffer, Head, tally);
        RandomAccess.Write(Handle, buffer.WrittenSpan, insert);
        RandomAccess.SetLength(Handle, insert + buffer.WrittenCount);
        RandomAccess.FlushToDisk(Handle);
        tail = new SessionTail(insert + buffer.WrittenCount, insert, lastId, entries.Count == 0 ? 0 : entries[^1].Turn, tally);
        seen = FileIdentity.Of(path);
        SetInfo();
    }

    private void PutAside(ReadOnlySpan<byte> torn, long lastId)
    {
        if (torn.IsEmpty)
            return;
        var folder = Path.Combine(home, "salvage");
        PrivateFolder.Create(folder);
        var aside = Path.Combine(folder, $"{Path.GetFileName(path)}.{time.GetUtcNow().ToUnixTimeMilliseconds()}.{Guid.NewGuid():N}.torn");
        if (!SessionFileWriter.Create(aside, torn))
            throw new IOException($"{aside} exists.");
        options.OnRepair?.Invoke($"{path}: the end behind entry {lastId} was torn; it was cut off and kept as {aside}.");
    }

    /// <summary>Under the lock: writes a foreign document anew in the line layout.</summary>
    private void Rewrite(IReadOnlyList<Entry> entries)
    {
        SessionFileWriter.Replace(path, Head, entries);
        if (!TryLoad())
            throw new IOException("It could not be rewritten.");
    }

    private List<Entry> ReadNewest(int count)
    {
        if (foreign is not null)
            return [.. foreign.TakeLast(count)];
        for (var size = Math.Clamp(count * UsualEntry, SmallestRead, LargestFirstRead); ; size *= 4)
        {
            var start = Math.Max(headLength, tail!.Insert - size);
            var bytes = SessionTail.ReadBytes(Handle, start, tail.Insert);
            var entries = new List<Entry>();
            var end = bytes.Length;
            while (entries.Count < count && end > 0)
            {
                var lineStart = bytes.AsSpan(0, end).LastIndexOf((byte)'\n');
                if (lineStart < 0)
                    break;
                entries.Add(SessionLines.TryRead(bytes.AsSpan(lineStart + 1, end - lineStart - 1)) ?? throw new JsonException($"An entry before {tail.LastId - entries.Count + 1} cannot be read."));
                end = lineStart;
            }

            if (entries.Count < count && start > headLength)
                continue;
            entries.Reverse();
            return entries;
        }
    }

    private IReadOnlyList<Entry> ReadAll()
    {
        if (foreign is not null)
            return foreign;
        var bytes = SessionTail.ReadBytes(Handle, headLength, tail!.Insert);
        var (entries, sound) = SessionLines.ReadSound(bytes);
        return sound == bytes.Length ? entries : throw new JsonException($"The entry after {entries.Count} cannot be read.");
    }

    private void SetInfo()
    {
        var tally = tail?.Tally ?? SessionTally.Of(Head.CreatedAt, foreign!);
        var last = foreign is { Count: > 0 } ? foreign[^1] : null;
        Info = tally.ToInfo(Head, tail?.LastId ?? last?.Id ?? 0, tail?.LastTurn ?? last?.Turn ?? 0);
    }

    private HeldLock Lock()
    {
        appendLock ??= new FileLock(LockPath(".append"));
        appendLock.Take();
        return new HeldLock(appendLock);
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
