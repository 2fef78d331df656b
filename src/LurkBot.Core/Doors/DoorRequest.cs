using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Doors;

/// <summary>How a door wants something done.</summary>
internal sealed record DoorRequest
{
    /// <summary>The owner at their own machine, who waits for a turn that runs.</summary>
    public static DoorRequest Default { get; } = new();

    /// <summary>What the door says over the configuration.</summary>
    /// <value>Default: null, nothing.</value>
    public MessageOverrides? Overrides { get; init; }

    /// <summary>Whether to wait for another turn that holds the session.</summary>
    /// <value>Default: true; false gives up at once.</value>
    public bool Wait { get; init; } = true;

    /// <summary>Whether <see cref="Assistant.OnUpdate"/> is told what happens.</summary>
    /// <value>Default: true; false for the one that listens there, which reads the updates itself.</value>
    public bool TellsOthers { get; init; } = true;

    /// <summary>Says why the run is cancelled, in a sentence, where the user did not cancel it.</summary>
    /// <value>Default: null, the user does.</value>
    public Func<string?>? WhyLeft { get; init; }

    /// <summary>Told once who holds the session.</summary>
    /// <value>Default: null, no one watches.</value>
    public Action<TurnLeaseOwner?>? OnWaiting { get; init; }
}
