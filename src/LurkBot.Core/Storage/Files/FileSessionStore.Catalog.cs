using System.Globalization;
using LurkBot.Interop;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>What there is and what changed, told by the files without looking into them.</summary>
public sealed partial class FileSessionStore
{
    private const int WorthAThread = 256;

    /// <summary>The clock of a disk goes in steps; within one a file can be written twice and look the same.</summary>
    private static readonly TimeSpan DiskClockStep = TimeSpan.FromMilliseconds(50);

    private readonly Lock journalGate = new();

    /// <summary>Made when somebody asks for changes: most commands do not.</summary>
    private ChangeJournal? journal;

    /// <inheritdoc/>
    public ValueTask<SessionInfo?> FindAsync(SessionKey key, CancellationToken cancellationToken)
    {
        if (FindAnywhere(key) is not { } found)
            return new(default(SessionInfo));
        (found as IDisposable)?.Dispose();
        return new(found.Info);
    }

    /// <inheritdoc/>
    public ValueTask<SessionChanges> ChangesSinceAsync(string? cursor, CancellationToken cancellationToken)
    {
        lock (journalGate)
        {
            cancellationToken.ThrowIfCancellationRequested();
            journal ??= new ChangeJournal();
            journal.Update(StampFiles(), name => KeyFromName(name) ?? KeyFromHead(Path.Combine(home, name)));
            return new(journal.Since(cursor));
        }
    }

    /// <inheritdoc/>
    public ValueTask<SessionContent?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = Path.Combine(home, name);
        try
        {
            if (IsArchived(path))
            {
                var archived = OpenArchived(path);
                return new(new SessionContent(archived.Info, archived.Entries()));
            }

            using var session = Open(path);
            var entries = session.Entries();
            return new(new SessionContent(session.Info, entries));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(default(SessionContent));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new LurkBotException($"Cannot read {path}: {e.Message}", e);
        }
    }

    /// <summary>The key of a file whose name does not give it.</summary>
    private SessionKey? KeyFromHead(string path)
    {
        try
        {
            return InfoOf(path).Key;
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>All files of sessions, archived ones too, without looking into them.</summary>
    private List<SessionStamp> StampFiles()
    {
        var files = new List<SessionStamp>();
        AddStamps(Folder, ".json", [], files);
        var live = new HashSet<string>(files.Count, StringComparer.Ordinal);
        foreach (var file in files)
            live.Add(Path.GetFileName(file.Name));
        AddStamps(ArchiveFolder, ".gz", live, files);
        return files;
    }

    /// <param name="folder">The folder.</param>
    /// <param name="extension">How the names of its files end.</param>
    /// <param name="live">Files that are not archived: a session that was just restored may still be in the archive too.</param>
    /// <param name="files">Gets the files.</param>
    private void AddStamps(string folder, string extension, HashSet<string> live, List<SessionStamp> files)
    {
        if (!Directory.Exists(folder))
            return;
        var descriptor = OperatingSystem.IsLinux() ? LibC.Open(folder, LibC.CloseOnExecute, 0) : -1;
        try
        {
            var names = new List<string>();
            foreach (var path in Directory.EnumerateFiles(folder))
            {
                var name = Path.GetFileName(path);
                if (name.EndsWith(extension, StringComparison.Ordinal) && !live.Contains(Path.GetFileNameWithoutExtension(name)))
                    names.Add(name);
            }

            var stamped = new SessionStamp[names.Count];
            var latest = time.GetUtcNow() - DiskClockStep;
            // Half of many files on another processor: this is most of the time that a search takes.
            var half = names.Count < WorthAThread ? 0 : names.Count / 2;
            var helper = new Thread(() => Stamp(0, half));
            if (half > 0)
                helper.Start();
            Stamp(half, names.Count);
            if (half > 0)
                helper.Join();
            files.AddRange(stamped);

            void Stamp(int start, int end)
            {
                for (var i = start; i < end; i++)
                    stamped[i] = StampOf(Path.GetFileName(folder) + Path.DirectorySeparatorChar + names[i], descriptor, names[i], Path.Combine(folder, names[i]), latest);
            }
        }
        finally
        {
            if (descriptor >= 0)
                _ = LibC.Close(descriptor);
        }
    }

    private static SessionStamp StampOf(string name, int folder, string fileName, string path, DateTimeOffset latest)
    {
        if (folder >= 0)
        {
            var identity = FileIdentity.Of(folder, fileName);
            return new SessionStamp(name, null, identity is not null && identity.ChangedAt < latest ? identity.Stamp : "", identity?.WrittenAt ?? DateTimeOffset.MaxValue);
        }

        var file = new FileInfo(path);
        var isSettled = file.Exists && file.LastWriteTimeUtc < latest.UtcDateTime;
        return new SessionStamp(name, null, isSettled ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}") : "", new DateTimeOffset(file.LastWriteTimeUtc));
    }
}
