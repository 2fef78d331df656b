namespace LurkBot.Interop;

/// <summary>LurkBot's home, which nobody but its owner may look into.</summary>
internal static class HomeFolder
{
    /// <summary>Makes it, mode 0700, if it is not there.</summary>
    /// <param name="path">The folder; absolute.</param>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
