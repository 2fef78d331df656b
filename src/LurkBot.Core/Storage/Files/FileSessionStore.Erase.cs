using LurkBot.Entries;
using LurkBot.Interop;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Destroying, which nothing else here does before its time.</summary>
public sealed partial class FileSessionStore
{
    /// <summary>All files of sessions, in use, archived and deleted, below the home folder.</summary>
    internal IEnumerable<string> AllFiles() => Files().Concat(Trash().Select(item => item.Path).Order(StringComparer.Ordinal)).Select(path => Path.GetRelativePath(home, path));

    /// <summary>Reads a file whole; null when it was moved meanwhile.</summary>
    /// <exception cref="LurkBotException">It cannot be read.</exception>
    internal SessionFileContent? ReadContent(string name)
    {
        var path = Path.Combine(home, name);
        try
        {
            if (IsArchived(path))
            {
                var (head, entries, problems) = SessionCheck.Look(ArchiveFile.UnpackSound(path));
                return head is not null ? new SessionFileContent(name, head, entries) : throw new SessionDamagedException($"{path} is damaged: {string.Join(' ', problems)}");
            }

            using var session = Open(path);
            var all = session.Entries();
            return new SessionFileContent(name, session.Head, all);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new LurkBotException($"Cannot read {path}: {e.Message}", e);
        }
    }

    /// <summary>Reads of a damaged file what can be read; null when not even its name tells whose it is.</summary>
    internal SessionFileContent? SalvageContent(string name)
    {
        var path = Path.Combine(home, name);
        try
        {
            var document = IsArchived(path) ? ArchiveFile.UnpackWhatCanBe(path) : RegularFile.Read(path);
            return KeyFromName(path) is { } key ? new SessionFileContent(name, new SessionHead(key, default, default, [], []), SessionSalvage.Read(document).Entries) : null;
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Reads a blob of a session; null when it is missing or damaged.</summary>
    internal ReadOnlyMemory<byte>? ReadBlob(SessionId id, string hash)
    {
        try
        {
            return BlobsOf(id).Read(hash);
        }
        catch (SessionDamagedException)
        {
            return null;
        }
    }

    /// <summary>Destroys a file.</summary>
    /// <exception cref="SessionBusyException">A turn is under way.</exception>
    internal async ValueTask DestroyAsync(string name, SessionChange change, CancellationToken cancellationToken)
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

    /// <summary>Writes a file anew with other entries; nothing of the old one is kept.</summary>
    /// <param name="name">The file.</param>
    /// <param name="change">Gives the entry that takes an entry's place.</param>
    /// <param name="keepField">Whether a top-level field of another program stays.</param>
    /// <param name="by">Who asks for it, and why.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="SessionBusyException">A turn is under way.</exception>
    internal async ValueTask RewriteAsync(string name, Func<Entry, Entry> change, Func<UnknownField, bool> keepField, SessionChange by, CancellationToken cancellationToken)
    {
        var path = Path.Combine(home, name);
        using var session = IsArchived(path) ? null : Open(path);
        await using var hold = session is null ? null : await session.TakeTurnAsync(new TurnLeaseRequest(by.Actor, TimeSpan.Zero), cancellationToken);
        Guard(() =>
        {
            if (session is not null)
            {
                session.Replace((head, entries) => Changed(head, entries, change, keepField));
                return;
            }

            var (head, entries, _) = SessionCheck.Look(ArchiveFile.Unpack(path));
            if (head is not null)
                Pack(Changed(head, entries, change, keepField), path);
        });
    }

    /// <summary>Destroys blobs of a session.</summary>
    internal void DestroyBlobs(SessionId id, IReadOnlyCollection<string> hashes)
    {
        var blobs = BlobsOf(id);
        if (hashes.Count == 0 || !Directory.Exists(blobs.Path))
            return;
        Guard(() =>
        {
            foreach (var hash in hashes)
                blobs.Destroy(hash);
            if (!Directory.EnumerateFileSystemEntries(blobs.Path).Any())
                Directory.Delete(blobs.Path);
        });
    }

    /// <summary>Makes sure that no turn of a session is under way.</summary>
    /// <exception cref="SessionBusyException">One is.</exception>
    internal async ValueTask RequireFreeAsync(string name, SessionChange by, CancellationToken cancellationToken)
    {
        var path = Path.Combine(home, name);
        using var session = IsArchived(path) ? null : OpenSound(path);
        if (session is not null)
            await (await session.TakeTurnAsync(new TurnLeaseRequest(by.Actor, TimeSpan.Zero), cancellationToken)).DisposeAsync();
    }

    /// <summary>Opens a file; null when it is damaged or gone.</summary>
    private FileSession? OpenSound(string path)
    {
        try
        {
            return Open(path);
        }
        catch (Exception e) when (e is SessionDamagedException or FileNotFoundException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Changed(SessionHead head, IReadOnlyList<Entry> entries, Func<Entry, Entry> change, Func<UnknownField, bool> keepField) => SessionFileWriter.Document(
        head with { Unknown = [.. head.Unknown.Where(keepField)], UnknownMetadata = [.. head.UnknownMetadata.Where(keepField)] },
        [.. entries.Select(change)]);
}
