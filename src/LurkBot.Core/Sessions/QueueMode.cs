namespace LurkBot.Sessions;

/// <summary>What happens with a message that comes while a turn of its session runs.</summary>
public enum QueueMode
{
    /// <summary>It waits, and is answered together with the others that wait.</summary>
    Collect,

    /// <summary>It waits, and is answered by a turn of its own.</summary>
    Queue,

    /// <summary>It ends the turn that runs, and is answered next.</summary>
    Interrupt,

    /// <summary>The turn that runs hears it before its next call to the model.</summary>
    Steer,
}
