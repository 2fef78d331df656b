using System.Globalization;

namespace LurkBot.Sandboxes;

/// <summary>
/// Limits of each single process, and a look every now and then at what all take together: what is left where there are no control groups.
/// RLIMIT_DATA and not RLIMIT_AS, which programs that reserve much and use little, such as node and dotnet, do not survive.
/// </summary>
internal sealed class ProcessLimits : ILimitMechanism
{
    public IReadOnlyList<LimitEnforcement> Holders { get; } =
    [
        new("memory", "rlimits and a look at all processes every 100 ms", false),
        new("processes", "rlimits", true),
        new("cpu", "seconds of processor time by rlimits", false),
    ];

    public bool CountsAllMemory => false;

    public ILimitedRun Begin(SandboxLimits limits) => new Run(limits);

    private sealed class Run(SandboxLimits limits) : ILimitedRun
    {
        private int? first;
        private long peak;
        private bool killed;

        public IReadOnlyList<string> Inside { get; } =
        [
            string.Create(CultureInfo.InvariantCulture, $"--data={limits.Memory}"),
            string.Create(CultureInfo.InvariantCulture, $"--nproc={limits.Processes + 2}"),
            string.Create(CultureInfo.InvariantCulture, $"--cpu={Math.Ceiling(limits.Timeout.TotalSeconds * Math.Max(1, limits.Cpu))}"),
        ];

        public void Add(int process) => first = process;

        public bool IsOverMemory()
        {
            var total = first is { } process ? Total(process) : 0;
            peak = Math.Max(peak, total);
            return killed = total > limits.Memory;
        }

        public (long? Peak, bool MemoryKill) Measure() => (peak > 0 ? peak : null, killed);

        public void Dispose()
        {
        }

        private static long Total(int first)
        {
            // The sandbox's own list of its processes, seen from outside.
            var processes = $"/proc/{first}/root/proc";
            var total = 0L;
            try
            {
                // Until the sandbox has changed its root, this is the list of the whole machine.
                if (!string.Equals(new FileInfo($"/proc/{first}/ns/pid").LinkTarget, new FileInfo($"{processes}/1/ns/pid").LinkTarget, StringComparison.Ordinal))
                    return 0;
                foreach (var folder in Directory.EnumerateDirectories(processes, "*"))
                {
                    if (char.IsAsciiDigit(Path.GetFileName(folder)[0]) && Cgroup.Read(folder, "status") is { } status)
                        total += Kilobytes(status, "RssAnon:") + Kilobytes(status, "RssShmem:");
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The command has just ended.
            }

            return total;
        }

        private static long Kilobytes(string status, string name)
        {
            var start = status.IndexOf(name, StringComparison.Ordinal);
            if (start < 0)
                return 0;
            var end = status.IndexOf(" kB", start, StringComparison.Ordinal);
            return end < 0 ? 0 : long.Parse(status.AsSpan(start + name.Length, end - start - name.Length).Trim(), CultureInfo.InvariantCulture) * 1024;
        }
    }
}
