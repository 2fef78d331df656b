namespace LurkBot.Search;

/// <summary>What a search counts as found.</summary>
internal enum SearchMode
{
    /// <summary>Messages that have any of the words in any form, and those around them; the best first. Where there are none, as <see cref="Exact"/>.</summary>
    Relevance,

    /// <summary>Messages that have all the words, in any form; the best first.</summary>
    EveryWord,

    /// <summary>Messages that have all the words as they are, also inside other words; the newest first.</summary>
    Exact,
}
