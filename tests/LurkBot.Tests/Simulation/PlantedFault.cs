namespace LurkBot.Tests.Simulation;

/// <summary>A fault that the simulation must find.</summary>
internal enum PlantedFault
{
    None,

    /// <summary>What came is acknowledged to the platform before it is stored.</summary>
    AcknowledgedBeforeStored,

    /// <summary>A part is sent before its row says so.</summary>
    SentBeforeTheRow,

    /// <summary>The second part of a reply goes to another chat.</summary>
    WrongTargetAfterSplit,

    /// <summary>The claim of a process on a session outlives it.</summary>
    LostClaim,

    /// <summary>The end of a turn that was sent already is not kept.</summary>
    TurnResumedTwice,
}
