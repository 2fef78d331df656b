namespace LurkBot.Tests.Simulation;

/// <summary>Something that happens in a simulated history.</summary>
internal sealed class SimEvent(SimProcess? owner, Action run)
{
    public SimProcess? Owner { get; } = owner;

    public Action Run { get; } = run;

    public bool IsCancelled { get; set; }
}
