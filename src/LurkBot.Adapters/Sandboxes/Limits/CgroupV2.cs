using System.Globalization;

namespace LurkBot.Sandboxes;

/// <summary>Control groups of version 2: a part of the tree that was given to this process, or the whole of it for root.</summary>
/// <param name="parent">The group under which commands get theirs; the three controllers are on in it.</param>
/// <param name="mechanism">What to call it.</param>
internal sealed class CgroupV2(string parent, string mechanism) : ILimitMechanism
{
    private static readonly string[] Controllers = ["cpu", "memory", "pids"];

    public IReadOnlyList<LimitEnforcement> Holders { get; } = [new("memory", mechanism, true), new("processes", mechanism, true), new("cpu", mechanism, true)];

    public bool CountsAllMemory => true;

    /// <summary>Looks for a group that was delegated to this process: it is alone in it, and may make others.</summary>
    /// <returns>Null where there is none.</returns>
    public static CgroupV2? FindDelegated(string mounts, string groups)
    {
        if (CgroupMounts.Folder(mounts, groups, "") is not { } own || !HasControllers(own))
            return null;
        // Processes may be only in groups that have none below them, so this process moves one down, once.
        const string Own = "lurkbot";
        if (string.Equals(Path.GetFileName(own), Own, StringComparison.Ordinal))
            own = Path.GetDirectoryName(own)!;
        else if (!IsAlone(own) || !TryMake(Path.Combine(own, Own)) || Cgroup.Write(Path.Combine(own, Own), "cgroup.procs", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)) is not null)
            return null;
        return Enable(own) ? Swept(own, "cgroup v2, delegated") : null;
    }

    /// <summary>Makes a group of its own at the top of the tree, which only root can.</summary>
    /// <returns>Null where that cannot be done.</returns>
    public static CgroupV2? FindWritable(string mounts, string groups)
    {
        if (CgroupMounts.Folder(mounts, groups, "") is not { } own)
            return null;
        while (!HasControllers(own) || !Enable(own))
        {
            own = Path.GetDirectoryName(own);
            if (own is null || !File.Exists(Path.Combine(own, "cgroup.controllers")))
                return null;
        }

        var top = Path.Combine(own, "lurkbot.sandboxes");
        return TryMake(top) && Enable(top) ? Swept(top, "cgroup v2") : null;
    }

    public ILimitedRun Begin(SandboxLimits limits)
    {
        var run = new Run(Path.Combine(parent, Cgroup.NewName()));
        try
        {
            run.Set(limits);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    private static CgroupV2 Swept(string parent, string mechanism)
    {
        Cgroup.Sweep(parent);
        return new CgroupV2(parent, mechanism);
    }

    private static bool HasControllers(string folder)
    {
        var present = (Cgroup.Read(folder, "cgroup.controllers") ?? "").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return Controllers.All(name => present.Contains(name, StringComparer.Ordinal));
    }

    private static bool IsAlone(string folder) =>
        string.Equals(Cgroup.Read(folder, "cgroup.procs")?.Trim(), Environment.ProcessId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static bool Enable(string folder) => Cgroup.Write(folder, "cgroup.subtree_control", "+cpu +memory +pids") is null;

    private static bool TryMake(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed class Run(string folder) : ILimitedRun
    {
        public IReadOnlyList<string> Inside => [];

        public void Set(SandboxLimits limits)
        {
            if (!TryMake(folder))
                throw new SandboxException($"The control group {folder} cannot be made, so nothing was run. See: lurkbot doctor");
            Write("memory.max", limits.Memory);
            if (File.Exists(Path.Combine(folder, "memory.swap.max")))
                Write("memory.swap.max", 0);
            // One more for the sandbox's own first process.
            Write("pids.max", limits.Processes + 1);
            Check(Cgroup.Write(folder, "cpu.max", string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1000, (long)(limits.Cpu * 100_000))} 100000")));
        }

        public void Add(int process) => Write("cgroup.procs", process);

        public bool IsOverMemory() => false;

        public (long? Peak, bool MemoryKill) Measure() =>
            (long.TryParse(Cgroup.Read(folder, "memory.peak"), CultureInfo.InvariantCulture, out var peak) ? peak : null, Cgroup.Number(Cgroup.Read(folder, "memory.events"), "oom_kill") > 0);

        public void Dispose()
        {
            _ = Cgroup.Write(folder, "cgroup.kill", "1");
            Cgroup.Remove(folder);
        }

        private void Write(string file, long value) => Check(Cgroup.Write(folder, file, value.ToString(CultureInfo.InvariantCulture)));

        private static void Check(string? error)
        {
            if (error is not null)
                throw new SandboxException($"A limit cannot be set, so nothing was run: {error}. See: lurkbot doctor");
        }
    }
}
