using LurkBot.Sessions;

namespace LurkBot.History;

/// <summary>Archive, forks and new names.</summary>
public sealed partial class FileSessionStore
{
    private static readonly SessionChange ByMessage = new("lurkbot", "a message came");

    /// <summary>Where archived sessions are: gzip of the same documents.</summary>
    public string ArchiveFolder => Path.Combine(home, "archive");

    /// <inheritdoc/>
    public ValueTask<bool> CreateAsync(NewSession session, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var entries = EntryNumbers.NumberAll(session.Entries);
        var archived = SessionTally.Of(session.CreatedAt, entries).State == SessionState.Archived;
        var made = false;
        Guard(() => made = Import(session.Key, SessionFileWriter.Document(session.ToHead(time.GetUtcNow()), entries), archived));
        return new(made);
    }

    /// <inheritdoc/>
    public async ValueTask ArchiveAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        using var session = Find(key) ?? throw Missing(key);
        using var hold = await session.TakeTurnAsync(new TurnWait(change.Actor, TimeSpan.Zero), cancellationToken);
        Guard(() =>
        {
            session.Append(SessionStates.ToArchive(session.Info, change, time));
            PrivateFolder.Create(ArchiveFolder);
            session.MoveAway(document => Pack(document, ArchivePathFor(key)));
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
        Guard(() => restored = Restore(key, change) || RestoreFromTrash(key));
        return new(restored);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        using var session = Find(key);
        using var hold = session is null ? null : await session.TakeTurnAsync(new TurnWait(change.Actor, TimeSpan.Zero), cancellationToken);
        Guard(() =>
        {
            PrivateFolder.Create(TrashFolder);
            if (session is not null)
            {
                session.Append([SessionStates.Notice("Deleted.", change, time)]);
                session.MoveAway(document => SessionFileWriter.Create(TrashPathFor(SessionFileName.For(key)), document.Span));
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
        SessionStates.CheckTrust(source, target);
        using var session = await OpenAsync(source, cancellationToken) ?? throw Missing(source);
        var entries = SessionStates.Until(await session.ReadAllAsync(cancellationToken), at);
        Guard(() =>
        {
            var now = time.GetUtcNow();
            var head = new SessionHead(target, SessionId.New(now), now, [], []);
            var notice = SessionStates.Notice($"Forked from {source} (session {session.Info.Id}) after entry {entries.Count}.", change, time);
            BlobsOf(session.Info.Id).CopyTo(BlobsOf(head.Id), entries.SelectMany(BlobHash.In));
            Make(head, [.. entries, EntryNumbers.Number(notice, entries.Count + 1, entries.Count == 0 ? 0 : entries[^1].Turn)]);
        });
    }

    /// <inheritdoc/>
    public async ValueTask RenameAsync(SessionKey key, SessionKey target, SessionChange change, CancellationToken cancellationToken)
    {
        using var session = Find(key) ?? throw (ArchivePath(key) is null ? Missing(key) : new LurkBotException($"The session {key} is archived. First: lurkbot sessions restore {key}"));
        using var hold = await session.TakeTurnAsync(new TurnWait(change.Actor, TimeSpan.Zero), cancellationToken);
        Guard(() =>
        {
            Require(target);
            session.Append([SessionStates.Notice($"Renamed from {key} to {target}.", change, time)]);
            var entries = session.Entries();
            session.MoveAway(_ => Make(session.Head with { Key = target }, entries));
        });
    }

    /// <summary>The bytes of all sessions, archived ones included.</summary>
    public long DiskUse() => new[] { Folder, ArchiveFolder }.Where(Directory.Exists).SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles()).Sum(file => file.Length);

    /// <summary>The bytes that archiving a session would free now; zero when there is none.</summary>
    /// <param name="key">The session.</param>
    /// <returns>May be negative for a very small session.</returns>
    public long GainOfArchiving(SessionKey key)
    {
        using var session = Find(key);
        if (session is null)
            return 0;
        var document = session.Document();
        using var packed = new MemoryStream();
        ArchiveFile.Pack(document, packed);
        return document.Length - packed.Length;
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
        if (SessionFileWriter.Create(PathFor(key), ArchiveFile.Unpack(archived)))
        {
            using var session = Find(key)!;
            session.Append([SessionStates.State(SessionState.Active, change, time)]);
        }

        SessionFileWriter.Delete(archived);
        return true;
    }

    private void Make(SessionHead head, IReadOnlyList<Entry> entries)
    {
        Require(head.Key);
        PrivateFolder.Create(Folder);
        if (!SessionFileWriter.Create(PathFor(head.Key), head, entries))
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
            if (File.Exists(path) && ArchiveFile.ReadInfo(path).Key == key)
                return path;
        }

        return null;
    }

    private string ArchivePathFor(SessionKey key)
    {
        var path = Path.Combine(ArchiveFolder, SessionFileName.For(key) + ".gz");
        return !File.Exists(path) || ArchiveFile.ReadInfo(path).Key == key ? path : Path.Combine(ArchiveFolder, SessionFileName.WithHash(key) + ".gz");
    }
}
