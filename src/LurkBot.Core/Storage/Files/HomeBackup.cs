using System.Formats.Tar;
using System.IO.Compression;
using LurkBot.Entries;
using LurkBot.Interop;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Storage;

/// <summary>All sessions in one file (tar, gzip), written and read while LurkBot runs.</summary>
/// <param name="store">The sessions.</param>
/// <param name="beside">What else a home has; null for nothing.</param>
internal sealed class HomeBackup(FileSessionStore store, IReadOnlyList<BackupPart>? beside = null)
{
    private const string SessionsFolder = "sessions/";
    private const string ArchiveFolder = "archive/";
    private const string BlobsFolder = BlobFolder.Name + "/";
    private const string DamagedFolder = "damaged/";

    /// <summary>A blob is held in memory while it is restored; those that LurkBot writes are far smaller.</summary>
    private const long LargestBlob = 512L << 20;

    private const long LargestPart = 64L << 20;

    /// <summary>For one blob after another: as much memory as the largest needs.</summary>
    private byte[] buffer = [];

    /// <summary>Writes every session that can be read, each as of one moment.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>How many were written, and one sentence for each file that is damaged; it is in the backup byte for byte.</returns>
    public async Task<(int Written, IReadOnlyList<string> Problems)> WriteAsync(Stream destination, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(destination, CompressionLevel.Optimal, leaveOpen: true);
        await using var tar = new TarWriter(gzip, TarEntryFormat.Pax, leaveOpen: true);
        var listing = await store.ListAsync(cancellationToken);
        var (written, problems) = (new HashSet<SessionKey>(), listing.Problems.ToList());
        var unread = problems.Count;
        foreach (var info in listing.Sessions)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await using var session = await store.OpenAsync(info.Key, cancellationToken);
                if (session is null)
                    continue;
                using var document = new MemoryStream();
                await session.ExportAsync(document, cancellationToken);
                var look = SessionCheck.Look(document.ToArray());
                problems.AddRange(look.Problems.Select(problem => $"{info.Key}: {problem} It is in the backup as it is."));
                document.Position = 0;
                var folder = session.Info.State == SessionState.Archived ? ArchiveFolder : SessionsFolder;
                await WriteAsync(tar, folder + SessionFileName.For(info.Key), document, cancellationToken);
                written.Add(info.Key);
                await WriteBlobsAsync(tar, info.Id, look.Entries, problems, cancellationToken);
            }
            catch (SessionDamagedException e)
            {
                problems.Add(e.Message);
                unread++;
            }
        }

        if (unread > 0)
            await WriteDamagedAsync(tar, written, problems, cancellationToken);
        foreach (var part in beside ?? [])
            await WriteAsync(tar, part, problems, cancellationToken);
        return (written.Count, problems);
    }

    private static async Task WriteAsync(TarWriter tar, BackupPart part, List<string> problems, CancellationToken cancellationToken)
    {
        try
        {
            if (part.Read() is { } bytes)
                await WriteAsync(tar, part.Name, new MemoryStream(bytes), cancellationToken);
        }
        catch (LurkBotException e)
        {
            problems.Add(e.Message);
        }
    }

    private static async Task RestoreAsync(BackupPart part, TarEntry entry, List<string> problems, CancellationToken cancellationToken)
    {
        if (entry.Length > LargestPart)
        {
            problems.Add($"{entry.Name}: It is larger than 64 MB.");
            return;
        }

        var bytes = new byte[entry.Length];
        await entry.DataStream!.ReadExactlyAsync(bytes, cancellationToken);
        try
        {
            part.Restore(bytes);
        }
        catch (LurkBotException e)
        {
            problems.Add($"{entry.Name}: {e.Message}");
        }
    }

    private async Task WriteDamagedAsync(TarWriter tar, HashSet<SessionKey> written, List<string> problems, CancellationToken cancellationToken)
    {
        foreach (var report in store.Verify(null, cancellationToken))
        {
            if (report.FileProblems.Count == 0 || (report.Key is { } key && written.Contains(key)))
                continue;
            try
            {
                await using var file = RegularFile.Open(report.Path);
                var folder = string.Equals(Path.GetDirectoryName(report.Path), store.ArchiveFolder, StringComparison.Ordinal) ? ArchiveFolder : SessionsFolder;
                await WriteAsync(tar, DamagedFolder + folder + Path.GetFileName(report.Path), file, cancellationToken);
                problems.Add($"{report.Path} is in the backup as it is.");
            }
            catch (Exception e) when (e is SessionDamagedException or UnauthorizedAccessException)
            {
                problems.Add($"{report.Path} is not in the backup: {e.Message}");
            }
        }
    }

    private async Task WriteBlobsAsync(TarWriter tar, SessionId id, IReadOnlyList<Entry> entries, List<string> problems, CancellationToken cancellationToken)
    {
        foreach (var hash in entries.SelectMany(BlobHash.In).Distinct(StringComparer.Ordinal))
        {
            if (await store.ReadBlobAsync(id, hash, cancellationToken) is { } blob)
                await WriteAsync(tar, $"{BlobsFolder}{id}/{hash}", new MemoryStream(blob.ToArray()), cancellationToken);
            else
                problems.Add($"The blob {hash} is missing or damaged.");
        }
    }

    /// <summary>Brings back the sessions of a backup that are not there; those that are stay as they are.</summary>
    /// <param name="source">The backup.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>The sessions brought back, those that were there, and one sentence for each entry that is no session.</returns>
    /// <exception cref="LurkBotException">It is no backup.</exception>
    public async Task<(IReadOnlyList<SessionKey> Restored, IReadOnlyList<SessionKey> Present, IReadOnlyList<string> Problems)> ReadAsync(Stream source, CancellationToken cancellationToken)
    {
        var (restored, present, problems, ids) = (new List<SessionKey>(), new List<SessionKey>(), new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        try
        {
            await using var unpacked = new BoundedUnpacking(source);
            await using var tar = new TarReader(unpacked);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (entry.DataStream is null)
                    continue;
                if (beside?.FirstOrDefault(part => string.Equals(part.Name, entry.Name, StringComparison.Ordinal)) is { } part)
                {
                    await RestoreAsync(part, entry, problems, cancellationToken);
                    continue;
                }

                if (entry.Name.StartsWith(DamagedFolder, StringComparison.Ordinal))
                {
                    problems.Add(await RestoreDamagedAsync(entry.Name, entry.DataStream, cancellationToken));
                    continue;
                }

                if (entry.Name.StartsWith(BlobsFolder, StringComparison.Ordinal))
                {
                    await RestoreBlobAsync(entry, ids, problems, cancellationToken);
                    continue;
                }

                try
                {
                    var (key, id, isNew) = await store.ImportAsync(entry.DataStream, archived: entry.Name.StartsWith(ArchiveFolder, StringComparison.Ordinal), cancellationToken);
                    ids.Add(id.ToString());
                    (isNew ? restored : present).Add(key);
                }
                catch (SessionDamagedException e)
                {
                    problems.Add($"{entry.Name}: {e.Message}");
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new LurkBotException($"It is no backup of LurkBot's, or it is damaged: {e.Message}{(restored.Count > 0 ? $" {Plural.Of(restored.Count, "session")} before that restored." : "")}", e);
        }

        return (restored, present, problems);
    }

    /// <summary>Puts a damaged file back as it was, where nothing has its name.</summary>
    /// <returns>What came of it, in a sentence.</returns>
    private async Task<string> RestoreDamagedAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        var (folder, file) = name.StartsWith(DamagedFolder + ArchiveFolder, StringComparison.Ordinal)
            ? (store.ArchiveFolder, name[(DamagedFolder + ArchiveFolder).Length..])
            : (store.Folder, name.Replace(DamagedFolder + SessionsFolder, "", StringComparison.Ordinal));
        if (file.Length == 0 || file[0] == '.' || file.Contains('/', StringComparison.Ordinal) || file.Contains('\0', StringComparison.Ordinal) || !(file.EndsWith(".json", StringComparison.Ordinal) || file.EndsWith(".gz", StringComparison.Ordinal)))
            return $"{name}: It is no file of a session.";
        PrivateFolder.Create(Path.GetDirectoryName(folder)!);
        PrivateFolder.Create(folder);
        var path = Path.Combine(folder, file);
        if (File.Exists(path))
            return $"{path} was damaged in the backup; one of that name is there already and stays as it is.";
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            await using (var output = PrivateFile.Open(temporary, FileMode.Create))
            {
                await content.CopyToAsync(output, cancellationToken);
                output.Flush(flushToDisk: true);
            }

            File.Move(temporary, path);
            return $"{path} was damaged in the backup and is back as it was. To save what can be read, run: lurkbot sessions repair";
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>A session's blobs follow it in the file; those of a session that was there already fill its gaps.</summary>
    private async Task RestoreBlobAsync(TarEntry entry, HashSet<string> ids, List<string> problems, CancellationToken cancellationToken)
    {
        var parts = entry.Name.Split('/');
        if (parts.Length != 3 || !ids.Contains(parts[1]) || entry.Length > LargestBlob)
        {
            problems.Add($"{entry.Name}: It is no blob of a session before it{(entry.Length > LargestBlob ? ", or larger than 512 MB" : "")}.");
            return;
        }

        if (buffer.Length < entry.Length)
            buffer = new byte[entry.Length];
        var content = buffer.AsMemory(0, (int)entry.Length);
        await entry.DataStream!.ReadExactlyAsync(content, cancellationToken);
        if (string.Equals(parts[2], BlobHash.Of(content.Span), StringComparison.Ordinal))
            store.BlobsOf(new SessionId(Guid.Parse(parts[1]))).Put(content.Span);
        else
            problems.Add($"{entry.Name}: It is no blob of a session before it.");
    }

    private static async Task WriteAsync(TarWriter tar, string name, Stream content, CancellationToken cancellationToken) =>
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite }, cancellationToken);
}
