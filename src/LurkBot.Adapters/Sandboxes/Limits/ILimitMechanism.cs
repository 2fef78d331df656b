namespace LurkBot.Sandboxes;

/// <summary>A way in which this machine bounds the memory, the processor time and the number of processes of a command.</summary>
internal interface ILimitMechanism
{
    /// <summary>What holds each limit.</summary>
    IReadOnlyList<LimitEnforcement> Holders { get; }

    /// <summary>Whether the kernel counts all memory of a command; else ways of taking memory that belongs to no process must be shut.</summary>
    bool CountsAllMemory { get; }

    /// <summary>Prepares the limits of one command.</summary>
    /// <exception cref="SandboxException">They cannot be set.</exception>
    ILimitedRun Begin(SandboxLimits limits);
}
