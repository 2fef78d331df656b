namespace LurkBot.Compaction;

/// <summary>What became of a compaction.</summary>
internal enum CompactionOutcome
{
    /// <summary>There was nothing worth it.</summary>
    Nothing,

    /// <summary>A summary stands for the older entries.</summary>
    Summarized,

    /// <summary>A list made without a model stands for the older entries.</summary>
    Listed,

    /// <summary>Long tool results are shown shortened.</summary>
    Shortened,

    /// <summary>The session changed meanwhile; the next compaction begins anew.</summary>
    Outdated,

    /// <summary>The model failed; nothing was changed.</summary>
    Failed,
}
