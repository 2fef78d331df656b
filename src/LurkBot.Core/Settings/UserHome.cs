namespace LurkBot.Settings;

/// <summary>The user's own folder, as <c>HOME</c> names it. Where that is wrong, nothing else is taken for it.</summary>
internal static class UserHome
{
    /// <summary>Stands for a folder that cannot be made and in which nothing is.</summary>
    public static string Nowhere { get; } = OperatingSystem.IsWindows() ? @"\\.\NUL\home" : "/dev/null/home";

    /// <summary>Finds it.</summary>
    /// <param name="home">The value of <c>HOME</c>; on Windows the system knows better.</param>
    /// <returns>The folder; <see cref="Nowhere"/> with the problem when there is none.</returns>
    public static (string Folder, string? Problem) Find(string? home)
    {
        const string Next = "Set HOME to your own folder, or LURKBOT_HOME to the folder that LurkBot should use.";
        if (OperatingSystem.IsWindows())
            home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (string.IsNullOrEmpty(home))
            return (Nowhere, $"HOME is not set, so there is no place for sessions and settings. {Next}");
        if (!Path.IsPathFullyQualified(home))
            return (Nowhere, $"HOME={home} is not an absolute path. {Next}");
        try
        {
            if (File.GetAttributes(home).HasFlag(FileAttributes.Directory))
                return (Path.TrimEndingDirectorySeparator(Path.GetFullPath(home)), null);
            return (Nowhere, $"HOME={home} is not a folder. {Next}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return (Nowhere, $"HOME={home} does not exist. {Next}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (Nowhere, $"HOME={home} cannot be read: {e.Message} {Next}");
        }
    }

    /// <summary>Why a folder that LurkBot keeps things in cannot be looked into.</summary>
    /// <param name="folder">The folder; absolute.</param>
    /// <returns>Null when it can, or when it is not there yet.</returns>
    public static string? Problem(string folder)
    {
        try
        {
            if (!File.GetAttributes(folder).HasFlag(FileAttributes.Directory))
                return $"{folder} is not a folder. Set LURKBOT_HOME to another, or move the file away.";
            using var entries = Directory.EnumerateFileSystemEntries(folder).GetEnumerator();
            if (entries.MoveNext())
                File.GetAttributes(entries.Current);
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{folder} cannot be read: {e.Message} Give it to yourself (chown), or set LURKBOT_HOME to another folder.";
        }
    }
}
