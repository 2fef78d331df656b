using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>Bounds nothing.</summary>
internal sealed class NoLimits : ILimitMechanism, ILimitedRun
{
    public IReadOnlyList<LimitEnforcement> Holders => [];

    public bool CountsAllMemory => true;

    public IReadOnlyList<string> Inside => [];

    public ILimitedRun Begin(SandboxLimits limits) => this;

    public void Add(int process)
    {
    }

    public bool IsOverMemory() => false;

    public (long? Peak, bool MemoryKill) Measure() => (null, false);

    public void Dispose()
    {
    }
}
