namespace LurkBot.Sandboxes;

/// <summary>Why a command in a sandbox ended.</summary>
internal enum SandboxEnd
{
    /// <summary>By itself.</summary>
    Exited,

    /// <summary>It ran too long and was killed with all that it started.</summary>
    TimedOut,

    /// <summary>It failed after one of its processes was killed for its memory.</summary>
    MemoryLimit,

    /// <summary>Its workspace grew too large and it was killed.</summary>
    DiskLimit,

    /// <summary>It flooded its output and was killed.</summary>
    OutputLimit,

    /// <summary>Its workspace got too many files and it was killed.</summary>
    FileLimit,

    /// <summary>The kernel took too much memory of its own for it, such as for file locks, and it was killed.</summary>
    KernelMemory,

    /// <summary>The machine was running out of memory while it ran, and it was killed.</summary>
    HostMemory,
}
