using LurkBot.Entries;
using LurkBot.Interop;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Archive, forks and new names.</summary>
public sealed partial class FileSessionStore
{
    private static readonly SessionChange ByMessage = new("lurkbot", "a message came");
    private static readonly SessionChange ByImport = new("import", "import");

    /// <summary>Where archived sessions are: gzip of the same documents.</summary>
    public string ArchiveFolder => Path.Combine(home, "archive");

    /// <inheritdoc/>
    public ValueTask<bool> CreateAsync(NewSession session, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entries = EntryNumbers.NumberAll(session.Entries);
        entries = [.. entries, .. EntryNumbers.Continue(entries, TurnEnds.All(entries, TurnEnding.Copied, ByImport, time))];
        var archived = SessionProjection.Of(session.CreatedAt, entries).State == SessionState.Archived;
        var made = false;
        var head = session.ToHead(time.GetUtcNow());
        Guard(() =>
        {
            if (session.Blobs.Count > 0 && !IsTaken(session.Key) && ArchivePath(session.Key) is null)
                KeepBlobs(head.Id, session);
            made = Import(session.Key, SessionFileWriter.Document(head, entries), archived);
        });
        return new(made);
    }

    /// <summary>Bytes before the document that names them. Where the document is never written, a sweep removes them.</summary>
    private void KeepBlobs(SessionId id, NewSession session)
    {
        PrivateFolder.Create(home);
        foreach (var hash in session.Blobs.Keys)
            BlobsOf(id).Put(session.ReadBlob(hash).Span);
    }

    /// <inheritdoc/>
    public async ValueTask ArchiveAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        using var session = Find(key) ?? throw Missing(key);
        await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken);
        Guard(() =>
        {
            PrivateFolder.Create(ArchiveFolder);
            session.MoveAway((head, entries) =>
            {
                LifecycleEntries.RequireNothingWaits(key, entries);
                Pack(SessionFileWriter.Document(head, [.. entries, .. EntryNumbers.Continue(entries, LifecycleEntries.ToArchive(session.Info, change, time))]), ArchivePathFor(key));
            });
        });
    }

    /// <inheritdoc/>
    public ValueTask<bool> RestoreAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Find(key) is { } live)
        {
            live.Dispose();
            throw new LurkBotException($"There is a session {key} already. Rename or delete it first.");
        }

        var restored = false;
        Guard(() => restored = Restore(key, change) || RestoreFromTrash(key, change));
        return new(restored);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        using var session = Find(key);
        await using var hold = session is null ? null : await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken);
        Guard(() =>
        {
            PrivateFolder.Create(TrashFolder);
            if (session is not null)
            {
                session.MoveAway((head, entries) => PlaceInTrash(key, SessionFileWriter.Document(head, [.. entries, .. EntryNumbers.Continue(entries, [.. TurnEnds.All(entries, TurnEnding.Deleted, change, time), LifecycleEntries.Notice("Deleted.", change, time)])])));
                RemoveLeftover(key, session.Head.Id);
            }
            else
            {
                var archived = ArchivePath(key) ?? throw Missing(key);
                SessionFileWriter.Move(archived, TrashPathFor(Path.GetFileName(archived)));
            }
        });
    }

    /// <inheritdoc/>
    public async ValueTask ForkAsync(SessionKey source, long? at, SessionKey target, SessionChange change, CancellationToken cancellationToken)
    {
        LifecycleEntries.CheckTrust(source, target, change);
        await using var session = await OpenAsync(source, cancellationToken) ?? throw Missing(source);
        var entries = LifecycleEntries.Until(await session.ReadAllAsync(cancellationToken), at);
        Guard(() =>
        {
            var now = time.GetUtcNow();
            var head = new SessionHead(target, SessionId.New(now), now, [], []);
            var notice = LifecycleEntries.Notice($"Forked from {source} (session {session.Info.Id}) after entry {(entries.Count == 0 ? 0 : entries[^1].Id)}.", change, time) with { ForkedFrom = session.Info.Id };
            if (SessionProjection.Of(now, entries).State == SessionState.Archived)
                notice = notice with { State = SessionState.Active };
            BlobsOf(session.Info.Id).CopyTo(BlobsOf(head.Id), entries.SelectMany(BlobHash.In));
            Make(head, [.. entries, .. EntryNumbers.Continue(entries, [.. TurnEnds.All(entries, TurnEnding.Copied, change, time), notice])]);
        });
    }

    /// <inheritdoc/>
    public async ValueTask RenameAsync(SessionKey key, SessionKey target, SessionChange change, CancellationToken cancellationToken)
    {
        using var session = Find(key) ?? throw (ArchivePath(key) is null ? Missing(key) : new LurkBotException($"The session {key} is archived. First: lurkbot sessions restore {key}"));
        await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken);
        Guard(() =>
        {
            Require(target);
            session.MoveAway((head, entries) => Make(head with { Key = target }, [.. entries, .. EntryNumbers.Continue(entries, [LifecycleEntries.Notice($"Renamed from {key} to {target}.", change, time)])]));
            RemoveLeftover(key, session.Head.Id);
        });
    }

    /// <inheritdoc/>
    public ValueTask<long> MeasureAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(new[] { Folder, ArchiveFolder }.Where(Directory.Exists).SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles()).Sum(file => file.Length));
    }

    /// <inheritdoc/>
    public ValueTask<long> MeasureArchivingAsync(SessionKey key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var session = Find(key);
        if (session is null)
            return new(0L);
        var document = session.Document();
        using var packed = new MemoryStream();
        ArchiveFile.Pack(document, packed);
        return new(document.Length - packed.Length);
    }

    private static LurkBotException Missing(SessionKey key) => new($"There is no session {key}. See: lurkbot sessions list");

    private static void Guard(Action change)
    {
        try
        {
            change();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new LurkBotException($"The disk refused: {e.Message} Check permissions and free space.", e);
        }
    }

    private ArchivedSession? FindArchived(SessionKey key) => ArchivePath(key) is { } path ? OpenArchived(path) : null;

    private ArchivedSession OpenArchived(string path)
    {
        var info = ArchiveFile.ReadInfo(path);
        return new ArchivedSession(info, path, BlobsOf(info.Id), () => Restore(info.Key, ByMessage) || Exists(info.Key) ? Find(info.Key)! : throw Missing(info.Key));
    }

    /// <summary>The blobs of a session.</summary>
    internal BlobFolder BlobsOf(SessionId id) => new(home, id);

    private bool BringBack(SessionKey key)
    {
        var restored = false;
        Guard(() => restored = Restore(key, ByMessage));
        return restored;
    }

    private bool Restore(SessionKey key, SessionChange change)
    {
        if (ArchivePath(key) is not { } archived)
            return false;
        PrivateFolder.Create(Folder);
        try
        {
            // Nothing is removed before all of it is in its new place.
            if (Place(key, ArchiveFile.UnpackSound(archived)))
            {
                using var session = Find(key)!;
                session.Append([LifecycleEntries.State(SessionState.Active, change, time)]);
            }

            SessionFileWriter.Delete(archived);
            return true;
        }
        catch (FileNotFoundException)
        {
            // Somebody else restored it meanwhile.
            return Exists(key);
        }
    }

    /// <summary>Puts a document where no session of its key is yet; of several who do that at once, one succeeds.</summary>
    /// <returns>Whether it was put there.</returns>
    private bool Place(SessionKey key, ReadOnlyMemory<byte> document) => Place(key, path => SessionFileWriter.Create(path, document.Span));

    private bool Place(SessionKey key, Func<string, bool> create)
    {
        foreach (var name in (string[])[SessionFileName.For(key), SessionFileName.WithHash(key)])
        {
            var path = Path.Combine(Folder, name);
            if (create(path))
                return true;
            // Its own name may be another key's, on a disk that does not tell letter cases apart.
            using var there = FindAt(path, key);
            if (there is not null)
                return false;
        }

        return false;
    }

    /// <summary>What a restore that was killed left in the archive must not come back under a name that the session had.</summary>
    private void RemoveLeftover(SessionKey key, SessionId id)
    {
        if (ArchivePath(key) is { } path && ArchiveFile.ReadInfo(path).Id == id)
            SessionFileWriter.Delete(path);
    }

    private void Make(SessionHead head, IReadOnlyList<Entry> entries)
    {
        Require(head.Key);
        PrivateFolder.Create(Folder);
        if (!Place(head.Key, SessionFileWriter.Document(head, entries)))
            throw new LurkBotException($"There is a session {head.Key} already. Take another name.");
    }

    private void Require(SessionKey key)
    {
        if (Exists(key) || ArchivePath(key) is not null)
            throw new LurkBotException($"There is a session {key} already. Take another name.");
    }

    private bool Exists(SessionKey key)
    {
        using var session = Find(key);
        return session is not null;
    }

    private string? ArchivePath(SessionKey key)
    {
        foreach (var name in (string[])[SessionFileName.For(key), SessionFileName.WithHash(key)])
        {
            var path = Path.Combine(ArchiveFolder, name + ".gz");
            if (File.Exists(path) && IsArchiveOf(key, path))
                return path;
        }

        return null;
    }

    private static bool IsArchiveOf(SessionKey key, string path)
    {
        try
        {
            return ArchiveFile.ReadInfo(path).Key == key;
        }
        catch (FileNotFoundException)
        {
            // Somebody restored it between the look for it and the reading.
            return false;
        }
    }

    private string ArchivePathFor(SessionKey key)
    {
        var path = Path.Combine(ArchiveFolder, SessionFileName.For(key) + ".gz");
        return !File.Exists(path) || ArchiveFile.ReadInfo(path).Key == key ? path : Path.Combine(ArchiveFolder, SessionFileName.WithHash(key) + ".gz");
    }
}
