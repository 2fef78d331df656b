using System.Buffers;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Interop;
using Microsoft.Win32.SafeHandles;

namespace LurkBot.Storage;

/// <summary>Reading without a lock; only what looks torn is looked at again under it.</summary>
internal sealed partial class FileSession
{
    private const long UsualEntry = 320;
    private const long SmallestRead = 16 * 1024;
    private const long LargestFirstRead = 1024 * 1024;
    private const int LargestForeignFile = 256 * 1024 * 1024;
    private const int ReadAttempts = 3;
    private const int NewestChecked = 4;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Entry>> ReadNewestAsync(int count, CancellationToken cancellationToken) => GuardedAsync(() => ReadEntries(() => ReadNewest(count)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Entry>> ReadAllAsync(CancellationToken cancellationToken) => GuardedAsync(Entries, cancellationToken);

    /// <summary>All entries.</summary>
    public IReadOnlyList<Entry> Entries() => ReadEntries(ReadAll);

    /// <inheritdoc/>
    public async ValueTask ExportAsync(Stream destination, CancellationToken cancellationToken) => await destination.WriteAsync(await GuardedAsync(Document, cancellationToken), cancellationToken);

    /// <summary>The whole document, sound.</summary>
    public byte[] Document()
    {
        byte[] bytes = [];
        Read(() => bytes = ReadDocument());
        return bytes;
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

        try
        {
            using var held = Lock();
            read();
        }
        catch (JsonException e)
        {
            throw new SessionDamagedException($"{path} is damaged and was left untouched: {e.Message} Mend it or move it away.", e);
        }
    }

    private IReadOnlyList<Entry> ReadEntries(Func<IReadOnlyList<Entry>> read)
    {
        IReadOnlyList<Entry> entries = [];
        Read(() => entries = read());
        return entries;
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
        (seen, tail, foreign, isTornHead) = (null, null, null, false);
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
        hasWrongTurns = tail is not null && !CheckTurns(tail);
        SetInfo();
        return true;
    }

    /// <summary>A trailer that was edited by hand may name the wrong messages: the newest entries, and those that it names, show that.</summary>
    private bool CheckTurns(SessionTail end)
    {
        if (end.Tally.Turns is not { } turns)
            return true;
        try
        {
            var first = turns.First ?? end.LastId;
            return first <= end.LastId && turns.Agrees(ReadNewest((int)Math.Clamp(end.LastId - first + 1, NewestChecked, int.MaxValue)));
        }
        catch (JsonException)
        {
            // An entry is damaged: whoever reads it says so.
            return true;
        }
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

    private IReadOnlyList<Entry> ReadNewest(int count)
    {
        if (foreign is not null)
            return [.. foreign.TakeLast(count)];
        var known = recent.Count(seen);
        var end = known > 0 ? recent.Start : tail!.Insert;
        if (known >= count || (known > 0 && end == headLength))
            return recent.Newest(count);
        var (older, start) = ReadBefore(end, count - known);
        var newest = known > 0 ? [.. older, .. recent.Newest(known)] : older;
        recent.Precede(seen, older, start);
        return newest;
    }

    /// <summary>Reads the last entries that end before an offset.</summary>
    /// <returns>The entries in the order of their ids, and the offset of the line break before the first.</returns>
    private (List<Entry> Entries, long Start) ReadBefore(long before, int count)
    {
        for (var size = Math.Clamp(count * UsualEntry, SmallestRead, LargestFirstRead); ; size *= 4)
        {
            var start = Math.Max(headLength, before - size);
            var bytes = SessionTail.ReadBytes(Handle, start, before);
            var entries = new List<Entry>();
            var end = bytes.Length;
            while (entries.Count < count && end > 0)
            {
                var lineStart = bytes.AsSpan(0, end).LastIndexOf((byte)'\n');
                if (lineStart < 0)
                    break;
                entries.Add(EntryLines.TryRead(bytes.AsSpan(lineStart + 1, end - lineStart - 1)) ?? throw new JsonException($"An entry before {tail!.LastId - entries.Count + 1} cannot be read."));
                end = lineStart;
            }

            if (entries.Count < count && start > headLength)
                continue;
            entries.Reverse();
            return (entries, start + end);
        }
    }

    private IReadOnlyList<Entry> ReadAll()
    {
        if (foreign is not null)
            return foreign;
        var bytes = SessionTail.ReadBytes(Handle, headLength, tail!.Insert);
        var (entries, sound) = EntryLines.ReadSound(bytes);
        return sound == bytes.Length ? entries : throw new JsonException($"The entry after {entries.Count} cannot be read.");
    }

    private void SetInfo()
    {
        var tally = tail?.Tally ?? SessionProjection.Of(Head.CreatedAt, foreign!);
        tally = hasWrongTurns ? tally with { Turns = null } : tally;
        var last = foreign is { Count: > 0 } ? foreign[^1] : null;
        Info = tally.ToInfo(Head, tail?.LastId ?? last?.Id ?? 0, tail?.LastTurn ?? last?.Turn ?? 0);
    }
}
