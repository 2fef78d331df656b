using System.Text;

namespace LurkBot.Rendering;

/// <summary>Files that are there whole or not at all. What was said is private, also where it is exported to.</summary>
internal static class ExportFile
{
    private const int BufferSize = 64 * 1024;
    private const int IdentityWithin = 32 * 1024;

    /// <summary>Makes sure that nothing is replaced.</summary>
    /// <param name="path">Where a file is to be written; devices are written to.</param>
    /// <exception cref="LurkBotException">A file is there.</exception>
    public static void RequireNew(string path)
    {
        if (File.Exists(path) && !IsDevice(Path.GetFullPath(path)))
            throw new FileExistsException(path);
    }

    /// <summary>Writes a file beside its place, synced, then moves it there.</summary>
    /// <param name="path">The file; of a link, its target.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="replace">Whether a file that is there is replaced.</param>
    /// <exception cref="LurkBotException">A file is there, and is not to be replaced.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write, bool replace = true)
    {
        if (!replace)
            RequireNew(path);
        path = Path.GetFullPath(path);
        if (new FileInfo(path).LinkTarget is not null)
            path = File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        if (IsDevice(path))
        {
            await using var device = new FileStream(path, FileMode.Open, FileAccess.Write);
            await write(device);
            return;
        }

        if (Directory.Exists(path))
            throw new LurkBotException($"{path} is a folder. Name a file, or give --all for all sessions.");
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}.tmp");
        try
        {
            await using (var stream = new FileStream(temporary, Private(FileMode.CreateNew)))
            {
                await write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: replace);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>A file that only its owner may read.</summary>
    public static FileStreamOptions Private(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, BufferSize = BufferSize };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    /// <summary>Whether a file is an earlier export of the same thing: its beginning names it in every format.</summary>
    /// <param name="path">A file that is there.</param>
    /// <param name="identity">The session's id.</param>
    public static bool IsExportOf(string path, string identity)
    {
        using var stream = File.OpenRead(path);
        var beginning = new byte[IdentityWithin];
        var length = stream.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false);
        return beginning.AsSpan(0, length).IndexOf(Encoding.UTF8.GetBytes(identity)) >= 0;
    }

    /// <summary>Terminals, pipes of the shell and <c>/dev/null</c> are written to, never replaced.</summary>
    private static bool IsDevice(string path) => !OperatingSystem.IsWindows()
        && (path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal)) && File.Exists(path);
}
