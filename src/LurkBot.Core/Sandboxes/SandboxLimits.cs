namespace LurkBot.Sandboxes;

/// <summary>What one command may use.</summary>
internal sealed record SandboxLimits
{
    /// <summary>Bytes of memory of all its processes together, swap included.</summary>
    /// <value>Default: 512 MiB.</value>
    public long Memory { get; init; } = 512L << 20;

    /// <summary>Processor cores.</summary>
    /// <value>Default: 1. Range 0.01 to 1024.</value>
    public double Cpu { get; init; } = 1;

    /// <summary>Processes and threads at one time.</summary>
    /// <value>Default: 64.</value>
    public int Processes { get; init; } = 64;

    /// <summary>Bytes that the workspace may hold.</summary>
    /// <value>Default: 1 GiB.</value>
    public long Disk { get; init; } = 1L << 30;

    /// <summary>Files and folders that the workspace may hold.</summary>
    /// <value>Default: 100,000.</value>
    public int Files { get; init; } = 100_000;

    /// <summary>Files that each of its processes may have open.</summary>
    internal const int OpenFiles = 512;

    /// <summary>Bytes by which the kernel's own memory may grow while it runs; null for <see cref="Memory"/>, but no less than what other programs may take meanwhile.</summary>
    internal long? KernelMemory { get; init; }

    /// <summary>The growth of the kernel's own memory at which it is stopped.</summary>
    internal long KernelGrowth => KernelMemory ?? Math.Max(Memory, 64L << 20);

    /// <summary>How long it may run.</summary>
    /// <value>Default: 60 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether it reaches the internet.</summary>
    /// <value>Default: false.</value>
    public bool Network { get; init; }

    /// <summary>The limits that the owner set.</summary>
    /// <param name="options">The settings.</param>
    /// <returns>The limits of each command.</returns>
    public static SandboxLimits Of(SandboxOptions options) => new()
    {
        Memory = options.MemoryLimit,
        Cpu = options.CpuLimit,
        Processes = options.Processes,
        Disk = options.Disk,
        Files = options.Files,
        Timeout = options.Timeout,
        Network = options.Network,
    };
}
