namespace LurkBot.Interop;

/// <summary>Files that only their owner may read.</summary>
internal static class PrivateFile
{
    /// <summary>Opens a file for writing; one that it makes has mode 0600. Others may read it, replace it and take it away meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it is made.</param>
    /// <param name="access">What for.</param>
    /// <param name="bufferSize">In bytes; zero writes at once.</param>
    public static FileStream Open(string path, FileMode mode, FileAccess access = FileAccess.Write, int bufferSize = 4096)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = bufferSize };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
