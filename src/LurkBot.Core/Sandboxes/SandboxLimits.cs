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
        Timeout = options.Timeout,
        Network = options.Network,
    };
}
