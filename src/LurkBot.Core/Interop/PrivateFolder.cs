namespace LurkBot.Interop;

/// <summary>Folders that only their owner may look into.</summary>
internal static class PrivateFolder
{
    /// <summary>Makes the folder, mode 0700, if it is not there.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path))
            return;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // What is durable in a folder that is not would be lost with it.
        FolderSync.SyncOf(path);
        FolderSync.SyncOf(Path.GetDirectoryName(path)!);
    }
}
