namespace LurkBot.Import;

/// <summary>A file that only this process can read, and that is gone when it is closed.</summary>
internal static class TemporaryFile
{
    /// <summary>Makes one.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public static FileStream Create()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
    }
}
