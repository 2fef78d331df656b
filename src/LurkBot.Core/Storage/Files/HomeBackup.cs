using System.Formats.Tar;
using System.IO.Compression;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>All sessions in one file (tar, gzip), written and read while LurkBot runs.</summary>
/// <param name="store">The sessions.</param>
internal sealed class HomeBackup(FileSessionStore store)
{
    private const string SessionsFolder = "sessions/";
    private const string ArchiveFolder = "archive/";
    private const string BlobsFolder = BlobFolder.Name + "/";
    private const long LargestEntry = 4L * 1024 * 1024 * 1024;

    /// <summary>Writes every session that can be read, each as of one moment.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>How many were written, and one sentence for each file that could not be read.</returns>
    public async Task<(int Written, IReadOnlyList<string> Problems)> WriteAsync(Stream destination, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(destination, CompressionLevel.Optimal, leaveOpen: true);
        await using var tar = new TarWriter(gzip, TarEntryFormat.Pax, leaveOpen: true);
        var listing = await store.ListAsync(cancellationToken);
        var (written, problems) = (0, listing.Problems.ToList());
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
                written++;
                await WriteBlobsAsync(tar, info.Id, look.Entries, problems, cancellationToken);
            }
            catch (SessionDamagedException e)
            {
                problems.Add(e.Message);
            }
        }

        return (written, problems);
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
            await using var gzip = new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);
            await using var tar = new TarReader(gzip);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (entry.DataStream is null || entry.Length > LargestEntry)
                    continue;
                using var document = new MemoryStream();
                await entry.DataStream.CopyToAsync(document, cancellationToken);
                if (entry.Name.StartsWith(BlobsFolder, StringComparison.Ordinal))
                {
                    RestoreBlob(entry.Name, document.ToArray(), ids, problems);
                    continue;
                }

                var look = SessionCheck.Look(document.ToArray());
                var (head, _, wrong) = look;
                if (head is null)
                {
                    problems.Add($"{entry.Name}: {string.Join(' ', wrong)}");
                    continue;
                }

                ids.Add(head.Id.ToString());
                (store.Import(head.Key, store.EndCopy(head, look.Entries, document.ToArray()), archived: entry.Name.StartsWith(ArchiveFolder, StringComparison.Ordinal)) ? restored : present).Add(head.Key);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new LurkBotException($"It is no backup of LurkBot's, or it is damaged: {e.Message}{(restored.Count > 0 ? $" {restored.Count} sessions before that were restored." : "")}", e);
        }

        return (restored, present, problems);
    }

    /// <summary>A session's blobs follow it in the file; those of a session that was there already fill its gaps.</summary>
    private void RestoreBlob(string name, byte[] content, HashSet<string> ids, List<string> problems)
    {
        var parts = name.Split('/');
        if (parts.Length != 3 || !ids.Contains(parts[1]) || !string.Equals(parts[2], BlobHash.Of(content), StringComparison.Ordinal))
            problems.Add($"{name}: It is no blob of a session before it.");
        else
            store.BlobsOf(new SessionId(Guid.Parse(parts[1]))).Put(content);
    }

    private static async Task WriteAsync(TarWriter tar, string name, Stream content, CancellationToken cancellationToken) =>
        await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite }, cancellationToken);
}
