namespace LurkBot.Turns;

/// <summary>What is done with a turn that has no end and that no process runs.</summary>
internal enum StoredTurnStep
{
    /// <summary>It waits for an approval.</summary>
    Wait,

    /// <summary>The approval it waits for is a no now.</summary>
    Expire,

    /// <summary>It was stopped.</summary>
    Cancel,

    /// <summary>The session was cleared after all that the turn wrote.</summary>
    Clear,

    /// <summary>It ends as interrupted.</summary>
    Close,

    /// <summary>It goes on.</summary>
    Resume,
}
