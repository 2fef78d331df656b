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
}
