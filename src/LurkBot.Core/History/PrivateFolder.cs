namespace LurkBot.History;

/// <summary>Folders that only their owner may look into.</summary>
internal static class PrivateFolder
{
    /// <summary>Makes the folder, mode 0700, if it is not there.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
