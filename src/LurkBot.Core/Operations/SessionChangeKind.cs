namespace LurkBot.Operations;

/// <summary>What can be done with a stored session as a whole.</summary>
internal enum SessionChangeKind
{
    /// <summary>It was put away.</summary>
    Archived,

    /// <summary>It was brought back from the archive or the trash.</summary>
    Restored,

    /// <summary>It was moved to the trash.</summary>
    Deleted,

    /// <summary>A new session has its history.</summary>
    Forked,

    /// <summary>It has another key.</summary>
    Renamed,
}
