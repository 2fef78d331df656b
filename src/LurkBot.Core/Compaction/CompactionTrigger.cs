namespace LurkBot.Compaction;

/// <summary>Why a session is compacted; each keeps another amount of it as it is.</summary>
internal enum CompactionTrigger
{
    /// <summary>It has grown enough.</summary>
    Growth,

    /// <summary>Somebody asked for it.</summary>
    Asked,

    /// <summary>The provider says that the context is too long.</summary>
    Overflow,
}
