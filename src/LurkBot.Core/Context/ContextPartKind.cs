namespace LurkBot.Context;

/// <summary>Why a part of a context is there.</summary>
internal enum ContextPartKind
{
    /// <summary>What is remembered of the person or the group, by its entries in their memory.</summary>
    Facts,

    /// <summary>A summary in place of what it covers.</summary>
    Summary,

    /// <summary>The beginning of the conversation.</summary>
    Beginning,

    /// <summary>Older entries that are pinned.</summary>
    Pinned,

    /// <summary>What was left out, in short, while no summary stands for it.</summary>
    Digest,

    /// <summary>What is quoted of earlier entries for this turn.</summary>
    Recalled,

    /// <summary>The question of a turn of which only the newest steps fit.</summary>
    Question,

    /// <summary>The newest steps.</summary>
    Newest,
}
