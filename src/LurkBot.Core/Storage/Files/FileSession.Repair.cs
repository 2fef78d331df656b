using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Interop;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Torn ends and foreign layouts.</summary>
internal sealed partial class FileSession
{
    /// <summary>Under the append lock: has the session put elsewhere, and then removes the file.</summary>
    /// <param name="place">Puts head and entries there, durably.</param>
    public void MoveAway(Action<SessionHead, IReadOnlyList<Entry>> place)
    {
        using var held = Lock();
        place(Head, SoundEntries());
        SessionFileWriter.Delete(path);
    }

    /// <summary>Under the append lock: removes the file.</summary>
    public void Destroy()
    {
        using var held = Lock();
        SessionFileWriter.Delete(path);
    }

    /// <summary>Under the append lock: puts another document in the place of this one.</summary>
    /// <param name="change">Makes it of head and entries.</param>
    public void Replace(Func<SessionHead, IReadOnlyList<Entry>, ReadOnlyMemory<byte>> change)
    {
        using var held = Lock();
        SessionFileWriter.Replace(path, change(Head, SoundEntries()).Span);
        if (!TryLoad())
            throw new IOException("It could not be rewritten.");
    }

    private IReadOnlyList<Entry> SoundEntries()
    {
        try
        {
            return ReadAll();
        }
        catch (JsonException e)
        {
            throw new SessionDamagedException($"{path} is damaged and was left untouched: {e.Message} Mend it with: lurkbot sessions repair {Head.Key}", e);
        }
    }

    /// <summary>The whole file as it is between two appends.</summary>
    public byte[] ReadUnderLock()
    {
        using var held = Lock(repair: false);
        return SessionTail.ReadBytes(Handle, 0, RandomAccess.GetLength(Handle));
    }

    /// <summary>The head of a file that ends within its first line, so that it holds no entry: its name still says whose it is.</summary>
    private SessionHead? TornHead(long length)
    {
        if (length > LargestHead || !SessionFileName.TryParse(Path.GetFileName(path), out var key))
            return null;
        var bytes = SessionTail.ReadBytes(Handle, 0, length);
        var began = new DateTimeOffset(File.GetLastWriteTimeUtc(path));
        var start = "{\"key\":\""u8;
        // Behind the beginning of the messages there may be some: that is damage of another sort.
        var name = "\"messages\""u8;
        var messages = bytes.AsSpan().IndexOf(name);
        var holdsMessages = messages >= 0 && !bytes.AsSpan(messages + name.Length).Trim(": ["u8).IsEmpty;
        if (!bytes.AsSpan().StartsWith(start[..Math.Min(start.Length, bytes.Length)]) || bytes.Contains((byte)'\n') || holdsMessages)
            return null;
        isTornHead = true;
        return new SessionHead(key, SessionId.Derive(key, began), began, [], []);
    }

    /// <summary>Under the lock: keeps every line that is an entry with the expected id, and puts the torn bytes aside.</summary>
    private void Repair()
    {
        if (!options.RepairsTornEnds)
            throw new SessionDamagedException($"The end of {path} is torn.");
        var length = RandomAccess.GetLength(Handle);
        var bytes = SessionTail.ReadBytes(Handle, headLength, length);
        var (entries, sound) = EntryLines.ReadSound(bytes);
        var lastId = entries.Count == 0 ? 0 : entries[^1].Id;
        if (EntryLines.HasEntryAfter(bytes.AsSpan(sound), lastId))
            throw new SessionDamagedException($"{path} is damaged after entry {lastId} and was left untouched. Mend it or move it away.");
        PutAside(bytes.AsSpan(sound), lastId);
        var tally = SessionProjection.Of(Head.CreatedAt, entries);
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
        {
            if (isTornHead)
                options.OnRepair?.Invoke($"{path} was empty; the session begins anew.");
            return;
        }

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
        if (isTornHead)
            PutAside(SessionTail.ReadBytes(Handle, 0, RandomAccess.GetLength(Handle)), 0);
        SessionFileWriter.Replace(path, Head, entries);
        if (!TryLoad())
            throw new IOException("It could not be rewritten.");
    }
}
