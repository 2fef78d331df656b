using LurkBot.Interop;
namespace LurkBot.Sandboxes;

/// <summary>Chooses the best mechanism that this machine has.</summary>
internal static class LimitMechanisms
{
    /// <summary>Looks for control groups that this process may use; limits of single processes are what is left.</summary>
    public static ILimitMechanism Find()
    {
        var (mounts, groups) = (File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/self/cgroup"));
        return CgroupV2.FindDelegated(mounts, groups)
            ?? (LibC.EffectiveUser() != 0 ? null : (ILimitMechanism?)CgroupV2.FindWritable(mounts, groups) ?? CgroupV1.Find(mounts, groups))
            ?? new ProcessLimits();
    }
}
