using System.Buffers;

namespace LurkBot.History;

/// <summary>Writes whole session files: beside their place first, synced, then moved there.</summary>
internal static class SessionFileWriter
{
    /// <summary>Makes the file of a new session durably; does nothing when another process was faster.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">The new session.</param>
    public static void Create(string path, SessionHead head)
    {
        var temporary = WriteBeside(path, head, []);
        try
        {
            if (OperatingSystem.IsWindows() || (LibC.Link(temporary, path) != 0 && !File.Exists(path)))
                File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            return;
        }
        finally
        {
            File.Delete(temporary);
        }

        SyncFolder(path);
    }

    /// <summary>Puts a document in the line layout in the place of another one.</summary>
    public static void Replace(string path, SessionHead head, IReadOnlyList<Entry> entries)
    {
        File.Move(WriteBeside(path, head, entries), path, overwrite: true);
        SyncFolder(path);
    }

    private static string WriteBeside(string path, SessionHead head, IReadOnlyList<Entry> entries)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using var stream = new FileStream(temporary, options);
            var document = new ArrayBufferWriter<byte>();
            document.Write(SessionDocument.WriteHead(head));
            SessionLines.Write(document, entries, first: true);
            SessionDocument.WriteTrailer(document, head, SessionTally.Of(head.CreatedAt, entries));
            stream.Write(document.WrittenSpan);
            stream.Flush(flushToDisk: true);
            return temporary;
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = LibC.Open(Path.GetDirectoryName(path)!, LibC.CloseOnExecute, 0);
        if (descriptor < 0)
            return;
        _ = LibC.Sync(descriptor);
        _ = LibC.Close(descriptor);
    }
}
