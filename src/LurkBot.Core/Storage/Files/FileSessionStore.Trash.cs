using System.Globalization;
using LurkBot.Interop;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>What was deleted, and destroying it at last.</summary>
public sealed partial class FileSessionStore
{
    /// <summary>Where deleted sessions are until they are purged.</summary>
    public string TrashFolder => Path.Combine(home, "trash");

    private string BlobsFolder => Path.Combine(home, BlobFolder.Name);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> PurgeTrashAsync(TimeSpan age, bool dryRun, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var before = time.GetUtcNow() - age;
        var files = Trash().Where(item => item.At < before.ToUnixTimeMilliseconds()).Select(item => item.Path).ToList();
        var blobs = BlobsOfNobody(files).Where(folder => Directory.GetLastWriteTimeUtc(folder) < before.UtcDateTime).ToList();
        if (!dryRun)
        {
            Guard(() =>
            {
                RemoveLeftovers(before);
                files.ForEach(File.Delete);
                blobs.ForEach(folder => Directory.Delete(folder, recursive: true));
            });
        }

        return new([.. files.Concat(blobs).Select(path => Path.GetRelativePath(home, path))]);
    }

    /// <summary>The blobs of sessions that are neither in use nor archived nor in the trash; none while a file does not tell whose it is.</summary>
    private IEnumerable<string> BlobsOfNobody(List<string> purged)
    {
        if (!Directory.Exists(BlobsFolder))
            return [];
        var (live, archived, problems) = (new List<SessionInfo>(), new List<SessionInfo>(), new List<string>());
        AddAll(Folder, ".json", live, problems, CancellationToken.None);
        AddAll(ArchiveFolder, ".gz", archived, problems, CancellationToken.None);
        try
        {
            var ids = Trash().Where(item => !purged.Contains(item.Path)).Select(item => InfoOf(item.Path)).Concat(live).Concat(archived).Select(info => info.Id.ToString()).ToHashSet(StringComparer.Ordinal);
            return problems.Count > 0 ? [] : Directory.EnumerateDirectories(BlobsFolder).Where(folder => !ids.Contains(Path.GetFileName(folder)));
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private bool RestoreFromTrash(SessionKey key, SessionChange change)
    {
        foreach (var (path, _) in Trash().OrderByDescending(item => item.At))
        {
            if (KeyOf(path) != key)
                continue;
            if (path.EndsWith(".gz", StringComparison.Ordinal))
            {
                PrivateFolder.Create(ArchiveFolder);
                SessionFileWriter.Move(path, ArchivePathFor(key));
            }
            else
            {
                PrivateFolder.Create(Folder);
                if (!Place(key, RegularFile.Read(path)))
                    return false;
                using (var session = Find(key)!)
                    session.Append([LifecycleEntries.Notice("Restored from the trash.", change, time)]);
                SessionFileWriter.Delete(path);
            }

            return true;
        }

        return false;
    }

    /// <summary>Files that a killed process was about to put into their place.</summary>
    private void RemoveLeftovers(DateTimeOffset before)
    {
        IEnumerable<string> folders = [Folder, ArchiveFolder, TrashFolder, .. Directory.Exists(BlobsFolder) ? Directory.EnumerateDirectories(BlobsFolder) : []];
        foreach (var folder in folders.Where(Directory.Exists))
        {
            foreach (var path in Directory.EnumerateFiles(folder, ".*.tmp"))
            {
                if (File.GetLastWriteTimeUtc(path) < before.UtcDateTime)
                    File.Delete(path);
            }
        }
    }

    /// <summary>Puts a document into the trash; two may be deleted in one moment.</summary>
    private void PlaceInTrash(SessionKey key, ReadOnlyMemory<byte> document)
    {
        for (var attempt = 0; !SessionFileWriter.Create(TrashPathFor(SessionFileName.For(key), attempt), document.Span); attempt++)
        {
        }
    }

    /// <summary>The name in the trash begins with the moment of deletion, in milliseconds, so that one key can be there many times.</summary>
    private string TrashPathFor(string name, int later = 0) =>
        Path.Combine(TrashFolder, string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().ToUnixTimeMilliseconds() + later:D15}~{name}"));

    private IEnumerable<(string Path, long At)> Trash()
    {
        if (!Directory.Exists(TrashFolder))
            yield break;
        foreach (var path in Directory.EnumerateFiles(TrashFolder))
        {
            if (Path.GetFileName(path) is { Length: > 16 } name && name[15] == '~' && long.TryParse(name.AsSpan(0, 15), NumberStyles.None, CultureInfo.InvariantCulture, out var at))
                yield return (path, at);
        }
    }
}
