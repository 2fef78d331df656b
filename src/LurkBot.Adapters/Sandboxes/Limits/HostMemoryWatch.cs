using System.Globalization;

namespace LurkBot.Sandboxes;

/// <summary>
/// Looks every now and then at the machine's memory while a command runs. No control group counts what the kernel keeps for file locks and
/// for some sockets, so that is bounded here: by the growth of the memory that the kernel holds itself and cannot give back. It belongs to
/// nobody, so all commands that run at that time are ended.
/// </summary>
internal sealed class HostMemoryWatch
{
    /// <summary>What the machine keeps free whatever a command may.</summary>
    private const long Reserve = 256L << 20;

    private readonly long growth;
    private readonly Func<string?> read;
    private readonly (long Kernel, long Available)? start;

    /// <summary>Begins to watch.</summary>
    /// <param name="limits">What the command may use.</param>
    /// <param name="isOn">Whether it looks at all; always, but in tests.</param>
    /// <param name="read">Gives the text of <c>/proc/meminfo</c>; null for this machine's.</param>
    public HostMemoryWatch(SandboxLimits limits, bool isOn, Func<string?>? read = null)
    {
        (growth, this.read) = (limits.KernelGrowth, read ?? (() => Cgroup.Read("/proc", "meminfo")));
        start = isOn ? Look() : null;
    }

    /// <summary>What holds the kernel's memory, where that was measured.</summary>
    public static LimitEnforcement Holder { get; } = new(SandboxProbe.KernelMemory, string.Create(CultureInfo.InvariantCulture, $"seccomp, {SandboxLimits.OpenFiles} open files, and a look at the machine's memory every 100 ms"), false);

    /// <summary>Looks.</summary>
    /// <returns>Why the command must end; null if it need not.</returns>
    public SandboxEnd? Problem()
    {
        if (start is not { } before || Look() is not { } now)
            return null;
        if (now.Kernel - before.Kernel > growth)
            return SandboxEnd.KernelMemory;
        return now.Available < Math.Min(Reserve, before.Available / 2) ? SandboxEnd.HostMemory : null;
    }

    /// <summary>The numbers of <c>proc_meminfo(5)</c>; null where they are not told.</summary>
    private (long Kernel, long Available)? Look() =>
        read() is { } text && Bytes(text, "SUnreclaim:") is { } slabs && Bytes(text, "MemAvailable:") is { } available ? (slabs + (Bytes(text, "Percpu:") ?? 0), available) : null;

    private static long? Bytes(string text, string name)
    {
        var at = text.IndexOf(name, StringComparison.Ordinal);
        var end = at < 0 ? -1 : text.IndexOf(" kB", at, StringComparison.Ordinal);
        return end < 0 ? null : long.Parse(text.AsSpan(at + name.Length, end - at - name.Length).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
