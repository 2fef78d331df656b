using System.Buffers;
using LurkBot.Entries;
using LurkBot.Interop;

namespace LurkBot.Storage;

/// <summary>Writes whole session files: beside their place first, synced, then moved there.</summary>
internal static class SessionFileWriter
{
    /// <summary>Makes the file of a new session durably; does nothing when another process was faster.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">The new session.</param>
    /// <param name="entries">What it begins with.</param>
    /// <returns>Whether this process made it.</returns>
    public static bool Create(string path, SessionHead head, IReadOnlyList<Entry> entries) => Place(WriteBeside(path, Document(head, entries).Span), path);

    /// <summary>Puts bytes durably where nothing is yet.</summary>
    /// <returns>Whether nothing was there.</returns>
    public static bool Create(string path, ReadOnlySpan<byte> bytes) => Place(WriteBeside(path, bytes), path);

    /// <summary>Puts a file beside its place, whose bytes need not be synced yet, durably where nothing is yet.</summary>
    /// <returns>Whether nothing was there; the file stays until it is placed.</returns>
    public static bool PlaceCopy(string temporary, string path)
    {
        using (var file = new FileStream(temporary, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            file.Flush(flushToDisk: true);
        return Place(temporary, path, keeps: true);
    }

    /// <summary>Puts bytes durably in the place of others.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        File.Move(WriteBeside(path, bytes), path, overwrite: true);
        FolderSync.SyncOf(path);
    }

    /// <summary>Puts what is written piece by piece durably in the place of other bytes.</summary>
    public static void Replace(string path, Action<Stream> write)
    {
        var temporary = TemporaryIn(Path.GetDirectoryName(path)!);
        try
        {
            using (var target = PrivateFile.Open(temporary, FileMode.CreateNew))
            {
                write(target);
                target.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        FolderSync.SyncOf(path);
    }

    /// <summary>A new name for a file that is not in its place yet; a purge removes those that killed processes left.</summary>
    public static string TemporaryIn(string folder) => Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");

    /// <summary>Moves a file durably; it never replaces another.</summary>
    public static void Move(string from, string to)
    {
        File.Move(from, to, overwrite: false);
        FolderSync.SyncOf(to);
        FolderSync.SyncOf(from);
    }

    /// <summary>Removes a file durably.</summary>
    public static void Delete(string path)
    {
        File.Delete(path);
        FolderSync.SyncOf(path);
    }

    /// <summary>Puts a document in the line layout in the place of another one.</summary>
    public static void Replace(string path, SessionHead head, IReadOnlyList<Entry> entries)
    {
        File.Move(WriteBeside(path, Document(head, entries).Span), path, overwrite: true);
        FolderSync.SyncOf(path);
    }

    private static bool Place(string temporary, string path, bool keeps = false)
    {
        try
        {
            if (OperatingSystem.IsWindows() || LibC.Link(temporary, path) != 0)
                File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
        finally
        {
            if (!keeps)
                File.Delete(temporary);
        }

        FolderSync.SyncOf(path);
        return true;
    }

    /// <summary>A whole document in the line layout.</summary>
    public static ReadOnlyMemory<byte> Document(SessionHead head, IReadOnlyList<Entry> entries)
    {
        var document = new ArrayBufferWriter<byte>();
        document.Write(SessionDocument.WriteHead(head));
        EntryLines.Write(document, entries, first: true);
        SessionDocument.WriteTrailer(document, head, SessionProjection.Of(head.CreatedAt, entries));
        return document.WrittenMemory;
    }

    private static string WriteBeside(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = TemporaryIn(Path.GetDirectoryName(path)!);
        try
        {
            using var stream = PrivateFile.Open(temporary, FileMode.CreateNew);
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
            return temporary;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
