using System.Globalization;

namespace LurkBot.Sandboxes;

/// <summary>Reads what a container used from its control group, which is gone soon after it has ended.</summary>
internal sealed class DockerMemory
{
    private readonly string? folder;
    private readonly string file = "memory.peak";

    /// <summary>Finds the group of a process.</summary>
    /// <param name="process">The container's first process, as this machine numbers it.</param>
    public DockerMemory(long process)
    {
        if (Cgroup.Read($"/proc/{process}", "cgroup") is not { } groups)
            return;
        var mounts = File.ReadAllText("/proc/self/mountinfo");
        folder = CgroupMounts.Folder(mounts, groups, "memory");
        if (folder is not null)
            file = "memory.max_usage_in_bytes";
        else
            folder = CgroupMounts.Folder(mounts, groups, "");
    }

    /// <summary>The most bytes at one time, as far as they were read; null if they never were.</summary>
    public long? Peak { get; private set; }

    /// <summary>Whether a process was killed for memory, as far as that was read.</summary>
    public bool MemoryKill { get; private set; }

    /// <summary>Reads.</summary>
    public void Look()
    {
        if (folder is null)
            return;
        if (long.TryParse(Cgroup.Read(folder, file), CultureInfo.InvariantCulture, out var peak))
            Peak = peak;
        MemoryKill |= Cgroup.Number(Cgroup.Read(folder, "memory.oom_control") ?? Cgroup.Read(folder, "memory.events"), "oom_kill") > 0;
    }
}
