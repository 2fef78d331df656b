namespace LurkBot.Sandboxes;

/// <summary>Where this process's control groups are mounted. Pure: it reads the two texts that the kernel gives.</summary>
internal static class CgroupMounts
{
    /// <summary>Finds the folder of this process's own group for one controller of version 1, or of version 2.</summary>
    /// <param name="mounts">The text of <c>/proc/self/mountinfo</c>.</param>
    /// <param name="groups">The text of <c>/proc/self/cgroup</c>.</param>
    /// <param name="controller">Such as <c>memory</c>; empty for version 2.</param>
    /// <returns>The folder, or null if it is not mounted here.</returns>
    public static string? Folder(string mounts, string groups, string controller)
    {
        var own = OwnPath(groups, controller);
        if (own is null)
            return null;
        foreach (var line in mounts.Split('\n'))
        {
            var parts = line.Split(' ');
            var dash = Array.IndexOf(parts, "-");
            if (dash < 6 || parts.Length < dash + 4)
                continue;
            var (root, point, type, options) = (Unescape(parts[3]), Unescape(parts[4]), parts[dash + 1], parts[dash + 3].Split(','));
            var fits = controller.Length == 0 ? type is "cgroup2" : type is "cgroup" && options.Contains(controller, StringComparer.Ordinal);
            if (!fits)
                continue;
            // Inside a container the mount may begin below the group that the kernel names, or the name may be relative to it.
            if (root.Length > 1 && own.StartsWith(root, StringComparison.Ordinal))
                own = own[root.Length..];
            return Path.TrimEndingDirectorySeparator(point + (own.StartsWith("/..", StringComparison.Ordinal) ? "" : own));
        }

        return null;
    }

    private static string? OwnPath(string groups, string controller)
    {
        foreach (var line in groups.Split('\n'))
        {
            var parts = line.Split(':', 3);
            if (parts.Length == 3 && (controller.Length == 0 ? parts[0] is "0" && parts[1].Length == 0 : parts[1].Split(',').Contains(controller, StringComparer.Ordinal)))
                return parts[2];
        }

        return null;
    }

    /// <summary>The kernel writes spaces and the like as octal numbers.</summary>
    private static string Unescape(string text) => text.Replace("\\040", " ", StringComparison.Ordinal).Replace("\\011", "\t", StringComparison.Ordinal).Replace("\\134", "\\", StringComparison.Ordinal);
}
