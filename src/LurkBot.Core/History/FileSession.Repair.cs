using LurkBot.Sessions;

namespace LurkBot.History;

/// <summary>Torn ends and foreign layouts.</summary>
internal sealed partial class FileSession
{
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

    /// <summary>Under the append lock: puts another document in the place of this one.</summary>
    /// <param name="change">Makes it of head and entries.</param>
    public void Replace(Func<SessionHead, IReadOnlyList<Entry>, ReadOnlyMemory<byte>> change)
    {
        using var held = Lock();
        if (!IsUnchanged() && !TryLoad())
            Repair();
        SessionFileWriter.Replace(path, change(Head, ReadAll()).Span);
        if (!TryLoad())
            throw new IOException("It could not be rewritten.");
    }

    /// <summary>The whole file as it is between two appends.</summary>
    public byte[] ReadUnderLock()
    {
        using var held = Lock();
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
        return bytes.AsSpan().StartsWith(start[..Math.Min(start.Length, bytes.Length)]) && !bytes.Contains((byte)'\n') ? new SessionHead(key, SessionId.Derive(key, began), began, [], []) : null;
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
}
