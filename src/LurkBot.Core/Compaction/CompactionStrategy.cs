namespace LurkBot.Compaction;

/// <summary>How older entries are made small.</summary>
internal enum CompactionStrategy
{
    /// <summary>A summary by the model.</summary>
    Summarize,

    /// <summary>A list of what was left out, without a model.</summary>
    Truncate,

    /// <summary>Long tool results are shortened; where that is not enough, a summary; where that fails, a list.</summary>
    Hybrid,
}
