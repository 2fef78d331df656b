namespace LurkBot.Sandboxes;

/// <summary>The limits of one command while it runs. Disposing kills what is left and removes them.</summary>
internal interface ILimitedRun : IDisposable
{
    /// <summary>The options of <c>prlimit</c> that the command is put behind inside the sandbox; empty for most.</summary>
    IReadOnlyList<string> Inside { get; }

    /// <summary>Bounds the first process of the sandbox, which has not begun yet, and all that it will start.</summary>
    /// <param name="process">Its number.</param>
    /// <exception cref="SandboxException">It cannot be bounded.</exception>
    void Add(int process);

    /// <summary>Whether the command uses more memory than it may, where only looking tells; asked every now and then.</summary>
    bool IsOverMemory();

    /// <summary>What the command used, once it has ended.</summary>
    /// <returns>The most bytes of memory at one time, null if nothing measured it; whether a process was killed for memory.</returns>
    (long? Peak, bool MemoryKill) Measure();
}
