using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace LurkBot.History;

/// <summary>One open session file. Appends run under the session's lock; reads take it only when what they see is torn.</summary>
internal sealed class FileSession : IStoredSession
{
    private const int LargestForeignFile = 256 * 1024 * 1024;
    private const int ReadAttempts = 3;

    private readonly string path;
    private readonly string home;
    private readonly TimeProvider time;
    private SafeFileHandle file;
    private SessionHead head;
    private long headLength;
    private SessionTail? tail;
    private IReadOnlyList<Entry>? foreign;
    private FileLock? appendLock;

    private FileSession(string path, string home, TimeProvider time)
    {
        (this.path, this.home, this.time) = (path, home, time);
        file = OpenFile(path);
        head = null!;
    }

    public SessionInfo Info { get; private set; } = null!;

    /// <summary>Opens a file that exists.</summary>
    /// <exception cref="SessionDamagedException">It is no session document.</exception>
    public static FileSession Open(string path, string home, TimeProvider time)
    {
        var session = new FileSession(path, home, time);
        try
        {
            session.Load();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Makes the file of a new session durably; does nothing when another process was faster.</summary>
    public static void Create(string path, SessionHead head)
    {
        var temporary = WriteTemporary(path, head, []);
        try
        {
            if (OperatingSystem.IsWindows())
                File.Move(temporary, path, overwrite: false);
            else if (LibC.Link(temporary, path) != 0 && !File.Exists(path))
                File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            return;
        }
        finally
        {
            File.Delete(temporary);
        }

        SyncFolder(path);
    }

    public ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var held = Lock();
            try
            {
                Refresh();
                return new((IReadOnlyList<Entry>)Append(entries));
            }
            finally
            {
                held.Release();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"Cannot write {path}: {e.Message} Nothing was changed; check free space and permissions.", e);
        }
    }

    public ValueTask<IReadOnlyList<Entry>> ReadNewestAsync(int count, CancellationToken cancellationToken) => new(Reading<IReadOnlyList<Entry>>(() => ReadNewest(count)));

    public ValueTask<IReadOnlyList<Entry>> ReadAllAsync(CancellationToken cancellationToken) => new(Reading(ReadAll));

    public async ValueTask ExportAsync(Stream destination, CancellationToken cancellationToken)
    {
        var bytes = Reading(() => SessionTail.ReadBytes(file, 0, foreign is null ? tail!.Length : RandomAccess.GetLength(file)));
        await destination.WriteAsync(bytes, cancellationToken);
    }

    public async ValueTask<IDisposable> TakeTurnAsync(Action? waiting, CancellationToken cancellationToken)
    {
        var turnLock = new FileLock(LockPath(".turn"));
        try
        {
            if (turnLock.TryTake())
                return turnLock;
            waiting?.Invoke();
            while (!turnLock.TryTake())
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
            return turnLock;
        }
        catch
        {
            turnLock.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        file.Dispose();
        appendLock?.Dispose();
    }

    private static SafeFileHandle OpenFile(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (UnauthorizedAccessException)
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
    }

    private static string WriteTemporary(string path, SessionHead head, IReadOnlyList<Entry> entries)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using var stream = new FileStream(temporary, options);
            stream.Write(SessionDocument.WriteHead(head));
            stream.Write(Lines(entries, first: true));
            stream.WriteByte((byte)'\n');
            stream.Write(SessionDocument.WriteTrailer(head, SessionTally.Of(head.CreatedAt, entries)));
            stream.Flush(flushToDisk: true);
            return temporary;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static byte[] Lines(IReadOnlyList<Entry> entries, bool first)
    {
        using var stream = new MemoryStream();
        using var json = new Utf8JsonWriter(stream, EntryJson.WriterOptions);
        foreach (var entry in entries)
        {
            stream.Write(first ? "\n"u8 : ",\n"u8);
            first = false;
            EntryJson.Write(json, entry);
            json.Flush();
            json.Reset();
        }

        return stream.ToArray();
    }

    private static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = LibC.Open(Path.GetDirectoryName(path)!, 0, 0);
        if (descriptor < 0)
            return;
        _ = LibC.Sync(descriptor);
        _ = LibC.Close(descriptor);
    }

    private List<Entry> Append(IReadOnlyList<Entry> entries)
    {
        if (entries.Count == 0)
            return [];
        if (foreign is { } others)
            Replace(others);
        var before = tail!;
        var (id, turn, tally) = (before.LastId, before.LastTurn, before.Tally);
        var stored = new List<Entry>(entries.Count);
        foreach (var entry in entries)
        {
            turn = Math.Max(turn, entry.Turn);
            var numbered = entry with { Id = ++id, Turn = turn };
            stored.Add(numbered);
            tally = tally.Add(numbered);
        }

        if (stored.Exists(entry => entry is SystemEntry { Kind: SystemKinds.Undo }))
            tally = SessionTally.Of(head.CreatedAt, [.. ReadAll(), .. stored]);
        byte[] bytes = [.. Lines(stored, first: before.LastId == 0), (byte)'\n', .. SessionDocument.WriteTrailer(head, tally)];
        WriteOver(before, bytes);
        tail = new SessionTail(before.Insert + bytes.Length, before.Insert + bytes.Length - TrailerLength(bytes), id, turn, tally);
        SetInfo();
        return stored;
    }

    private static int TrailerLength(byte[] bytes) => bytes.Length - bytes.AsSpan(0, bytes.Length - 1).LastIndexOf((byte)'\n');

    /// <summary>Puts new bytes over the trailer; a write that fails puts the old trailer back.</summary>
    private void WriteOver(SessionTail before, byte[] bytes)
    {
        var old = SessionTail.ReadBytes(file, before.Insert, before.Length);
        try
        {
            RandomAccess.Write(file, bytes, before.Insert);
            if (before.Insert + bytes.Length < before.Length)
                RandomAccess.SetLength(file, before.Insert + bytes.Length);
            Sync();
        }
        catch
        {
            tail = null;
            RandomAccess.Write(file, old, before.Insert);
            RandomAccess.SetLength(file, before.Length);
            throw;
        }
    }

    private void Sync()
    {
        if (!OperatingSystem.IsLinux())
            RandomAccess.FlushToDisk(file);
        else if (LibC.DataSync(file.DangerousGetHandle()) != 0)
            throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()) + '.');
    }

    private void Load()
    {
        for (var attempt = 0; attempt < ReadAttempts; attempt++)
        {
            if (TryLoad())
                return;
        }

        var held = Lock();
        try
        {
            Reopen();
            if (!TryLoad())
                Repair();
        }
        finally
        {
            held.Release();
        }
    }

    private bool TryLoad()
    {
        var length = RandomAccess.GetLength(file);
        var first = ReadFirstLine(length);
        foreign = null;
        if (SessionDocument.ReadHead(first) is { } found)
        {
            (head, headLength) = (found, first.Length);
            tail = SessionTail.Read(file, headLength);
            if (tail is null)
                return false;
            SetInfo();
            return true;
        }

        if (length > LargestForeignFile)
            throw new SessionDamagedException($"{path} is no session document and too large to look into ({length} bytes). It was left untouched.");
        try
        {
            (head, foreign) = SessionDocument.ReadForeign(SessionTail.ReadBytes(file, 0, length));
            tail = null;
            SetInfo();
            return true;
        }
        catch (JsonException e)
        {
            throw new SessionDamagedException($"{path} is damaged and was left untouched: {e.Message} Mend it or move it away.", e);
        }
    }

    private byte[] ReadFirstLine(long length)
    {
        for (long size = 4096; ; size *= 8)
        {
            var bytes = SessionTail.ReadBytes(file, 0, Math.Min(size, length));
            var end = bytes.AsSpan().IndexOf((byte)'\n');
            if (end >= 0)
                return bytes[..end];
            if (size >= length || size > 16 * 1024 * 1024)
                return bytes;
        }
    }

    /// <summary>Under the lock: another process may have appended, or somebody may have put another file in its place.</summary>
    private void Refresh()
    {
        if (foreign is null && tail is { } known && RandomAccess.GetLength(file) == known.Length && IsSameFile())
            return;
        Reopen();
        if (!TryLoad())
            Repair();
    }

    private bool IsSameFile()
    {
        var trailer = SessionTail.ReadBytes(file, tail!.Insert, tail.Length);
        return File.Exists(path) && trailer.AsSpan(1).SequenceEqual(SessionDocument.WriteTrailer(head, tail.Tally));
    }

    private void Reopen()
    {
        file.Dispose();
        file = OpenFile(path);
    }

    /// <summary>Under the lock: keeps every line that is an entry with the expected id, and puts the torn bytes aside.</summary>
    private void Repair()
    {
        var length = RandomAccess.GetLength(file);
        var bytes = SessionTail.ReadBytes(file, headLength, length);
        var (entries, sound) = ReadLines(bytes);
        var rest = bytes.AsSpan(sound);
        if (ContainsLaterEntry(rest, entries.Count))
            throw new SessionDamagedException($"{path} is damaged after entry {entries.Count} and was left untouched. Mend it or move it away.");
        if (rest.Length > 0)
        {
            var salvage = Path.Combine(home, "salvage");
            Directory.CreateDirectory(salvage);
            File.WriteAllBytes(Path.Combine(salvage, $"{Path.GetFileName(path)}.{time.GetUtcNow().ToUnixTimeMilliseconds()}.torn"), rest);
        }

        var tally = SessionTally.Of(head.CreatedAt, entries);
        var insert = headLength + sound;
        byte[] end = [(byte)'\n', .. SessionDocument.WriteTrailer(head, tally)];
        RandomAccess.Write(file, end, insert);
        RandomAccess.SetLength(file, insert + end.Length);
        RandomAccess.FlushToDisk(file);
        tail = new SessionTail(insert + end.Length, insert, entries.Count, entries.Count == 0 ? 0 : entries[^1].Turn, tally);
        SetInfo();
    }

    private static (List<Entry> Entries, int Sound) ReadLines(ReadOnlySpan<byte> bytes)
    {
        var (entries, sound) = (new List<Entry>(), 0);
        while (sound < bytes.Length && bytes[sound] == (byte)'\n')
        {
            var line = bytes[(sound + 1)..];
            var end = line.IndexOf((byte)'\n');
            line = end < 0 ? line : line[..end];
            if (SessionTail.TryRead(line) is not { } entry || entry.Id != entries.Count + 1)
                break;
            entries.Add(entry);
            sound += 1 + line.Length - (line[^1] == (byte)',' ? 1 : 0);
            if (sound < bytes.Length && bytes[sound] == (byte)',')
                sound++;
        }

        if (sound > 0 && bytes[sound - 1] == (byte)',')
            sound--;
        return (entries, sound);
    }

    private static bool ContainsLaterEntry(ReadOnlySpan<byte> rest, int lastId)
    {
        foreach (var range in rest.Split((byte)'\n'))
        {
            if (SessionTail.TryRead(rest[range]) is { } entry && entry.Id > lastId)
                return true;
        }

        return false;
    }

    /// <summary>Under the lock: rewrites a foreign document in the line layout.</summary>
    private void Replace(IReadOnlyList<Entry> entries)
    {
        File.Move(WriteTemporary(path, head, entries), path, overwrite: true);
        SyncFolder(path);
        Reopen();
        if (!TryLoad())
            throw new IOException($"{path} could not be rewritten.");
    }

    private T Reading<T>(Func<T> read)
    {
        var held = (FileLock?)null;
        try
        {
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    Reopen();
                    if (TryLoad())
                        return read();
                    if (held is not null)
                        Repair();
                }
                catch (JsonException e) when (held is not null)
                {
                    throw new SessionDamagedException($"{path} is damaged: {e.Message} It was left untouched.", e);
                }
                catch (JsonException)
                {
                    // A write may be under way: look again, in the end under the lock.
                }

                if (attempt >= ReadAttempts)
                    held ??= Lock();
            }
        }
        finally
        {
            held?.Release();
        }
    }

    private List<Entry> ReadNewest(int count)
    {
        if (foreign is not null)
            return [.. foreign.TakeLast(count)];
        for (var size = 64L * 1024; ; size *= 4)
        {
            var start = Math.Max(headLength, tail!.Insert - size);
            var bytes = SessionTail.ReadBytes(file, start, tail.Insert);
            var entries = new List<Entry>();
            var end = bytes.Length;
            while (entries.Count < count && end > 0)
            {
                var lineStart = bytes.AsSpan(0, end).LastIndexOf((byte)'\n');
                if (lineStart < 0)
                    break;
                entries.Add(SessionTail.TryRead(bytes.AsSpan((lineStart + 1)..end)) ?? throw new JsonException("An entry is damaged."));
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
        var bytes = SessionTail.ReadBytes(file, headLength, tail!.Insert);
        var (entries, sound) = ReadLines(bytes);
        return sound == bytes.Length ? entries : throw new JsonException($"The entry after {entries.Count} cannot be read.");
    }

    private void SetInfo()
    {
        var tally = tail?.Tally ?? SessionTally.Of(head.CreatedAt, foreign!);
        var last = foreign is { Count: > 0 } ? foreign[^1] : null;
        Info = new SessionInfo(
            head.Key, head.Id, head.CreatedAt, tally.UpdatedAt, tally.State, tally.MessageCount, tally.Model, tail?.LastId ?? last?.Id ?? 0, tail?.LastTurn ?? last?.Turn ?? 0);
    }

    private FileLock Lock()
    {
        appendLock ??= new FileLock(LockPath(""));
        appendLock.Take(time);
        return appendLock;
    }

    private string LockPath(string suffix)
    {
        var folder = Path.Combine(home, ".locks");
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, head.Id + suffix);
    }
}
