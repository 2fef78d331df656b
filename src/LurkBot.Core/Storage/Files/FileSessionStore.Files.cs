using System.Globalization;
using LurkBot.Entries;
using LurkBot.Interop;

namespace LurkBot.Storage;

/// <summary>The files themselves, for what is derived from them.</summary>
public sealed partial class FileSessionStore
{
    private const int WorthAThread = 256;

    /// <summary>The clock of a disk goes in steps; within one a file can be written twice and look the same.</summary>
    private static readonly TimeSpan DiskClockStep = TimeSpan.FromMilliseconds(50);

    /// <summary>All files of sessions, archived ones too, without looking into them.</summary>
    /// <returns>Each with what tells whether it was written since.</returns>
    public IReadOnlyList<SessionFileStamp> StampFiles()
    {
        var files = new List<SessionFileStamp>();
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
    private void AddStamps(string folder, string extension, HashSet<string> live, List<SessionFileStamp> files)
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

            var stamped = new SessionFileStamp[names.Count];
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
                    stamped[i] = new SessionFileStamp(Path.GetFileName(folder) + Path.DirectorySeparatorChar + names[i], StampOf(descriptor, names[i], Path.Combine(folder, names[i]), latest));
            }
        }
        finally
        {
            if (descriptor >= 0)
                _ = LibC.Close(descriptor);
        }
    }

    /// <summary>Reads a session from its file.</summary>
    /// <param name="name">The file's path below the home folder.</param>
    /// <returns>What a listing shows of it, and its entries; null when it was moved meanwhile.</returns>
    /// <exception cref="LurkBotException">It cannot be read.</exception>
    public (SessionInfo Info, IReadOnlyList<Entry> Entries)? ReadFile(string name)
    {
        var path = Path.Combine(home, name);
        try
        {
            if (IsArchived(path))
            {
                var archived = OpenArchived(path);
                return (archived.Info, archived.Entries());
            }

            using var session = Open(path);
            var entries = session.Entries();
            return (session.Info, entries);
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

    private static string StampOf(int folder, string name, string path, DateTimeOffset latest)
    {
        if (folder >= 0)
            return FileIdentity.Of(folder, name) is { } identity && identity.ChangedAt < latest ? identity.Stamp : "";
        var file = new FileInfo(path);
        return file.Exists && file.LastWriteTimeUtc < latest.UtcDateTime ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}") : "";
    }
}
