using LurkBot.Entries;
using LurkBot.Interop;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Storage;

/// <summary>Checking and mending whole files.</summary>
public sealed partial class FileSessionStore
{
    private Misnamed? misnamed;

    /// <summary>Checks sessions, archived ones included: layout, ids, trailer, blobs.</summary>
    /// <param name="key">One session; null for all.</param>
    /// <param name="cancellationToken">Cancels between two files.</param>
    /// <returns>A report for each file, sound or not.</returns>
    internal IEnumerable<SessionReport> Verify(SessionKey? key, CancellationToken cancellationToken)
    {
        foreach (var path in Files())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key is null || KeyOf(path) == key)
                yield return Verify(path);
        }
    }

    /// <summary>Writes a damaged session anew from all entries that can still be read; the damaged file is kept in <c>salvage/</c>.</summary>
    /// <param name="damaged">A report with problems.</param>
    /// <param name="change">Who asks for it, and why.</param>
    /// <returns>What was saved and lost, in a sentence.</returns>
    /// <exception cref="LurkBotException">Nothing in the file tells whose session it is, or the disk refuses.</exception>
    internal string Repair(SessionReport damaged, SessionChange change)
    {
        try
        {
            using var held = LockOf(damaged.Path);
            var archived = IsArchived(damaged.Path);
            var document = archived ? ArchiveFile.UnpackWhatCanBe(damaged.Path) : RegularFile.Read(damaged.Path);
            var newline = document.AsSpan().IndexOf((byte)'\n');
            var head = newline < 0 ? null : SessionDocumentReader.ReadHead(document.AsSpan(0, newline));
            var (salvaged, lost) = SessionSalvage.Read(document);
            var entries = SessionSalvage.WithoutGaps(salvaged, change, time);
            var key = damaged.Key ?? head?.Key ?? throw new LurkBotException($"Neither the content nor the name of {damaged.Path} tells whose session it is. It was left untouched.");
            var began = head?.CreatedAt ?? (entries.Count > 0 ? entries[0].At : time.GetUtcNow());
            head = (head ?? new SessionHead(key, SessionId.Derive(key, began), began, [], [])) with { Key = key };
            var blobs = damaged.LostBlobs.Count == 0 ? "" : FindBlobs(damaged, head.Id);
            if (damaged.FileProblems.Count == 0)
                return blobs;

            var aside = Path.Combine(home, "salvage", $"{Path.GetFileName(damaged.Path)}.{time.GetUtcNow().ToUnixTimeMilliseconds()}.damaged");
            PrivateFolder.Create(Path.Combine(home, "salvage"));
            SessionFileWriter.Create(aside, RegularFile.Read(damaged.Path));

            var notice = LifecycleEntries.Notice($"Repaired: {Plural.Of(salvaged.Count, "entry", "entries")} saved, {Plural.Of(lost, "line")} lost.", change, time);
            // What is lost may have answered what seems to wait.
            IReadOnlyList<Entry> saved = [.. entries, .. EntryNumbers.Continue(entries, [.. lost == 0 ? [] : TurnEnds.All(entries, TurnEnding.Repaired, change, time), notice])];
            var sound = SessionFileWriter.Document(head, saved);
            if (archived)
                Pack(sound, damaged.Path);
            else
                SessionFileWriter.Replace(damaged.Path, sound.Span);
            return $"{Plural.Of(salvaged.Count, "entry", "entries")} saved, {Plural.Of(lost, "line")} lost; the damaged file is {aside}.{(blobs.Length > 0 ? " " : "")}{blobs}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"{damaged.Path} could not be repaired: {e.Message}", e);
        }
    }

    /// <summary>Puts a document where no session of its key is yet.</summary>
    /// <returns>False when there is one.</returns>
    internal bool Import(SessionKey key, ReadOnlyMemory<byte> document, bool archived)
    {
        if (IsTaken(key) || ArchivePath(key) is not null)
            return false;
        PrivateFolder.Create(home);
        PrivateFolder.Create(archived ? ArchiveFolder : Folder);
        if (!archived)
            return Place(key, document);
        Pack(document, ArchivePathFor(key));
        return true;
    }

    /// <summary>
    /// Whether there is a live session of that key. Documents that a person put there under names of their own are looked for once
    /// a second only: thousands of sessions may be made in a row.
    /// </summary>
    private bool IsTaken(SessionKey key)
    {
        using var found = FindAt(Path.Combine(Folder, SessionFileName.For(key)), key) ?? FindAt(Path.Combine(Folder, SessionFileName.WithHash(key)), key);
        if (found is not null)
            return true;
        if (misnamed is not { } known || time.GetElapsedTime(known.At) > TimeSpan.FromSeconds(1))
            misnamed = known = new Misnamed(time.GetTimestamp(), Directory.Exists(Folder) ? [.. Directory.EnumerateFiles(Folder, "*.json").Where(path => !SessionFileName.HasHash(Path.GetFileName(path)) && !SessionFileName.TryParse(Path.GetFileName(path), out _))] : []);
        return known.Paths.Any(path => KeyOf(path) == key);
    }

    private static bool IsArchived(string path) => path.EndsWith(".gz", StringComparison.Ordinal);

    private static void Pack(ReadOnlyMemory<byte> document, string path)
    {
        using var packed = new MemoryStream();
        ArchiveFile.Pack(document, packed);
        SessionFileWriter.Replace(path, packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    /// <summary>The append lock of a file whose head can be read; nobody writes into another.</summary>
    private FileLock? LockOf(string path)
    {
        using var stream = RegularFile.Open(path);
        var start = new byte[(int)Math.Min(stream.Length, 64 * 1024)];
        stream.ReadExactly(start);
        var newline = start.AsSpan().IndexOf((byte)'\n');
        if (IsArchived(path) || newline < 0 || SessionDocumentReader.ReadHead(start.AsSpan(0, newline)) is not { } head)
            return null;
        var folder = Path.Combine(home, ".locks");
        PrivateFolder.Create(folder);
        var held = new FileLock(Path.Combine(folder, head.Id + ".append"));
        held.Take();
        return held;
    }

    private IEnumerable<string> Files()
    {
        foreach (var (folder, pattern) in new[] { (Folder, "*.json"), (ArchiveFolder, "*.gz") })
        {
            if (!Directory.Exists(folder))
                continue;
            foreach (var path in Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal))
                yield return path;
        }
    }

    private SessionReport Verify(string path)
    {
        try
        {
            var document = IsArchived(path) ? ArchiveFile.Unpack(path) : Snapshot(path);
            var (head, entries, problems) = SessionCheck.Look(document);
            var named = KeyFromName(path);
            IReadOnlyList<string> lost = head is null ? [] : [.. entries.SelectMany(BlobHash.In).Distinct(StringComparer.Ordinal).Where(hash => !BlobsOf(head.Id).IsSound(hash))];
            return head is not null && named is not null && head.Key != named
                ? new SessionReport(path, named, [.. problems, $"Its first line says that it is {head.Key}, its name that it is {named}."], lost)
                : new SessionReport(path, head?.Key ?? named, problems, lost);
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new SessionReport(path, KeyFromName(path), [e.Message], []);
        }
    }

    /// <summary>Looks for lost blobs where other sessions keep theirs: forks have the same.</summary>
    private string FindBlobs(SessionReport damaged, SessionId id)
    {
        var found = 0;
        foreach (var hash in damaged.LostBlobs)
        {
            foreach (var folder in Directory.Exists(BlobsFolder) ? Directory.EnumerateDirectories(BlobsFolder) : [])
            {
                if (Guid.TryParse(Path.GetFileName(folder), out var other) && BlobsOf(new SessionId(other)) is var blobs && blobs.IsSound(hash))
                {
                    BlobsOf(id).Put(blobs.Read(hash)!.Value.Span);
                    found++;
                    break;
                }
            }
        }

        return $"{found} of {damaged.LostBlobs.Count} lost blobs found in other sessions{(found < damaged.LostBlobs.Count ? "; of the others the history has only the shortened text" : "")}.";
    }

    /// <summary>The file as it stands between two appends: what looks torn while somebody writes is looked at again.</summary>
    private byte[] Snapshot(string path)
    {
        using var locked = Find(path);
        if (locked is null)
            return RegularFile.Read(path);
        try
        {
            return locked.ReadUnderLock();
        }
        catch (LurkBotException)
        {
            // On a disk that cannot be written there is no lock to take, and nobody who writes.
            return locked.Document();
        }
    }

    /// <summary>The session of a file if it can be opened as it is.</summary>
    private FileSession? Find(string path)
    {
        try
        {
            return FileSession.Open(path, home, new FileStoreOptions { Locking = options.Locking, RepairsTornEnds = false }, time, BringBack);
        }
        catch (LurkBotException)
        {
            return null;
        }
    }

    private SessionKey? KeyOf(string path)
    {
        try
        {
            if (IsArchived(path))
                return ArchiveFile.ReadInfo(path).Key;
            using var session = Find(path);
            return session?.Info.Key ?? KeyFromName(path);
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException)
        {
            return KeyFromName(path);
        }
    }

    private static SessionKey? KeyFromName(string path) =>
        SessionFileName.TryParse(NameInUse(IsArchived(path) ? path[..^3] : path), out var key) ? key : null;

    /// <summary>The name without the moment of deletion that it has in the trash.</summary>
    private static string NameInUse(string path) => Path.GetFileName(path) is { Length: > 16 } name && name[15] == '~' ? name[16..] : Path.GetFileName(path);

    private sealed record Misnamed(long At, IReadOnlyList<string> Paths);
}
