namespace LurkBot.Sandboxes;

/// <summary>Says why a system refuses to make a sandbox, and the command that mends it. Pure.</summary>
internal static class NamespaceAdvice
{
    /// <summary>Looks at the switches that distributions ship.</summary>
    /// <param name="read">Gives the text of a file, or null if it is not there.</param>
    /// <returns>What to do.</returns>
    public static string Find(Func<string, string?> read)
    {
        if (read("/proc/sys/user/max_user_namespaces")?.Trim() is "0")
            return "This system allows no user namespaces. Allow them: sudo sysctl -w user.max_user_namespaces=15000";
        if (read("/proc/sys/kernel/unprivileged_userns_clone")?.Trim() is "0")
            return "This system allows user namespaces for root only. Allow them: sudo sysctl -w kernel.unprivileged_userns_clone=1";
        if (read("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")?.Trim() is "1")
            return "AppArmor forbids user namespaces to bubblewrap here (Ubuntu 23.10 and newer). Allow them to it alone, as docs/sandbox.md shows under \"Ubuntu\".";
        return read("/.dockerenv") is not null || read("/run/.containerenv") is not null
            ? "This is a container, whose own filter refuses namespaces. Start it with: --security-opt seccomp=unconfined --security-opt systempaths=unconfined"
            : "See: lurkbot doctor";
    }

    /// <summary>Looks at this system.</summary>
    public static string Find() => Find(path =>
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    });
}
