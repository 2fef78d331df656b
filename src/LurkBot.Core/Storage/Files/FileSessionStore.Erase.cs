using LurkBot.Entries;
using LurkBot.Interop;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Destroying, which nothing else here does before its time.</summary>
public sealed partial class FileSessionStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ListCopiesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new([.. Files().Concat(Trash().Select(item => item.Path).Order(StringComparer.Ordinal)).Select(path => Path.GetRelativePath(home, path))]);
    }

    /// <inheritdoc/>
    public ValueTask<SessionCopy?> ReadCopyAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = Path.Combine(home, name);
        try
        {
            return new(ReadSound(name, path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(default(SessionCopy));
        }
        catch (LurkBotException e)
        {
            return new(Salvage(name, path, e.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new(Salvage(name, path, $"Cannot read {path}: {e.Message}"));
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(SessionId id, string hash, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return new(BlobsOf(id).Read(hash));
        }
        catch (SessionDamagedException)
        {
            return new(default(ReadOnlyMemory<byte>?));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DestroyAsync(string name, SessionChange change, CancellationToken cancellationToken)
    {
        var path = Path.Combine(home, name);
        using var session = IsArchived(path) ? null : OpenSound(path);
        await using var hold = session is null ? null : await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken);
        Guard(() =>
        {
            if (session is null)
                SessionFileWriter.Delete(path);
            else
                session.Destroy();
        });
    }

    /// <inheritdoc/>
    public async ValueTask RewriteAsync(string name, Func<Entry, Entry> rewrite, Func<UnknownField, bool> keepField, SessionChange change, CancellationToken cancellationToken)
    {
        var path = Path.Combine(home, name);
        using var session = IsArchived(path) ? null : OpenThere(path);
        await using var hold = session is null ? null : await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken);
        Guard(() =>
        {
            if (session is not null)
            {
                session.Replace((head, entries) => Changed(head, entries, rewrite, keepField));
                return;
            }

            var (head, entries, problems) = SessionCheck.Look(ArchiveFile.Unpack(path));
            if (head is null)
                throw new SessionDamagedException($"{path} is damaged: {string.Join(' ', problems)}");
            Pack(Changed(head, entries, rewrite, keepField), path);
        });
    }

    /// <inheritdoc/>
    public ValueTask DestroyBlobsAsync(SessionId id, IReadOnlyCollection<string> hashes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var blobs = BlobsOf(id);
        if (hashes.Count == 0 || !Directory.Exists(blobs.Path))
            return ValueTask.CompletedTask;
        Guard(() =>
        {
            foreach (var hash in hashes)
                blobs.Destroy(hash);
            if (!Directory.EnumerateFileSystemEntries(blobs.Path).Any())
                Directory.Delete(blobs.Path);
        });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask RequireFreeAsync(string name, SessionChange change, CancellationToken cancellationToken)
    {
        var path = Path.Combine(home, name);
        using var session = IsArchived(path) ? null : OpenSound(path);
        if (session is not null)
            await (await session.TakeTurnAsync(new TurnLeaseRequest(change.Actor, TimeSpan.Zero), cancellationToken)).DisposeAsync();
    }

    private SessionCopy ReadSound(string name, string path)
    {
        if (IsArchived(path))
        {
            var (packed, entries, problems) = SessionCheck.Look(ArchiveFile.UnpackSound(path));
            return packed is not null ? CopyOf(name, packed, entries) : throw new SessionDamagedException($"{path} is damaged: {string.Join(' ', problems)}");
        }

        using var session = Open(path);
        var all = session.Entries();
        return CopyOf(name, session.Head, all);
    }

    private static SessionCopy CopyOf(string name, SessionHead head, IReadOnlyList<Entry> entries) =>
        new(name, PlaceOf(name), head.Key, head.Id, [.. head.Unknown, .. head.UnknownMetadata], entries);

    /// <summary>What can be read of a damaged file; its name tells whose it is.</summary>
    private static SessionCopy Salvage(string name, string path, string problem)
    {
        IReadOnlyList<Entry> entries = [];
        try
        {
            entries = SessionSalvage.Read(IsArchived(path) ? ArchiveFile.UnpackWhatCanBe(path) : RegularFile.Read(path)).Entries;
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Not even salvage reads it; the first problem says more.
        }

        return new SessionCopy(name, PlaceOf(name), KeyFromName(path), default, [], entries) { Problem = problem };
    }

    private static SessionPlace PlaceOf(string name) => name.StartsWith("archive", StringComparison.Ordinal) ? SessionPlace.Archive
        : name.StartsWith("trash", StringComparison.Ordinal) ? SessionPlace.Trash
        : SessionPlace.InUse;

    private FileSession OpenThere(string path)
    {
        try
        {
            return Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"Cannot rewrite {path}: {e.Message}", e);
        }
    }

    /// <summary>Opens a file; null when it is damaged or gone.</summary>
    private FileSession? OpenSound(string path)
    {
        try
        {
            return Open(path);
        }
        catch (Exception e) when (e is SessionDamagedException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Changed(SessionHead head, IReadOnlyList<Entry> entries, Func<Entry, Entry> change, Func<UnknownField, bool> keepField) => SessionFileWriter.Document(
        head with { Unknown = [.. head.Unknown.Where(keepField)], UnknownMetadata = [.. head.UnknownMetadata.Where(keepField)] },
        [.. entries.Select(entry => LifecycleEntries.Rewritten(entry, change))]);
}
