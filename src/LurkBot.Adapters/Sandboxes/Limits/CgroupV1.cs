using System.Globalization;

namespace LurkBot.Sandboxes;

/// <summary>Control groups of version 1, which root may write.</summary>
/// <param name="memory">This process's own group of the memory controller.</param>
/// <param name="processes">That of the pids controller.</param>
/// <param name="cpu">That of the cpu controller.</param>
internal sealed class CgroupV1(string memory, string processes, string cpu) : ILimitMechanism
{
    public IReadOnlyList<LimitEnforcement> Holders { get; } = [new("memory", "cgroup v1", true), new("processes", "cgroup v1", true), new("cpu", "cgroup v1", true)];

    public bool CountsAllMemory => true;

    /// <summary>Finds them.</summary>
    /// <returns>Null where they cannot be used.</returns>
    public static CgroupV1? Find(string mounts, string groups)
    {
        var found = (string[])["memory", "pids", "cpu"];
        for (var i = 0; i < found.Length; i++)
        {
            if (CgroupMounts.Folder(mounts, groups, found[i]) is not { } own || !Directory.Exists(own))
                return null;
            found[i] = own;
        }

        var trial = Path.Combine(found[0], Cgroup.NewName());
        try
        {
            Directory.CreateDirectory(trial);
            Directory.Delete(trial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        foreach (var own in found)
            Cgroup.Sweep(own);
        return new CgroupV1(found[0], found[1], found[2]);
    }

    public ILimitedRun Begin(SandboxLimits limits)
    {
        var name = Cgroup.NewName();
        var run = new Run(Path.Combine(memory, name), Path.Combine(processes, name), Path.Combine(cpu, name));
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

    private sealed class Run(string memory, string processes, string cpu) : ILimitedRun
    {
        private readonly string[] all = [memory, processes, cpu];

        public IReadOnlyList<string> Inside => [];

        public void Set(SandboxLimits limits)
        {
            foreach (var folder in all.Distinct(StringComparer.Ordinal))
                Make(folder);
            var bytes = limits.Memory.ToString(CultureInfo.InvariantCulture);
            Write(memory, "memory.limit_in_bytes", bytes);
            if (File.Exists(Path.Combine(memory, "memory.memsw.limit_in_bytes")))
                Write(memory, "memory.memsw.limit_in_bytes", bytes);
            // One more for the sandbox's own first process.
            Write(processes, "pids.max", (limits.Processes + 1).ToString(CultureInfo.InvariantCulture));
            Write(cpu, "cpu.cfs_period_us", "100000");
            Write(cpu, "cpu.cfs_quota_us", Math.Max(1000, (long)(limits.Cpu * 100_000)).ToString(CultureInfo.InvariantCulture));
        }

        public void Add(int process)
        {
            foreach (var folder in all)
                Write(folder, "cgroup.procs", process.ToString(CultureInfo.InvariantCulture));
        }

        public bool IsOverMemory() => false;

        public (long? Peak, bool MemoryKill) Measure() =>
            (long.TryParse(Cgroup.Read(memory, "memory.max_usage_in_bytes"), CultureInfo.InvariantCulture, out var peak) ? peak : null, Cgroup.Number(Cgroup.Read(memory, "memory.oom_control"), "oom_kill") > 0);

        public void Dispose()
        {
            foreach (var folder in all)
                Cgroup.Remove(folder);
        }

        private static void Make(string folder)
        {
            try
            {
                Directory.CreateDirectory(folder);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new SandboxException($"The control group {folder} cannot be made, so nothing was run: {e.Message}. See: lurkbot doctor", e);
            }
        }

        private static void Write(string folder, string file, string value)
        {
            if (Cgroup.Write(folder, file, value) is { } error)
                throw new SandboxException($"A limit cannot be set, so nothing was run: {error}. See: lurkbot doctor");
        }
    }
}
