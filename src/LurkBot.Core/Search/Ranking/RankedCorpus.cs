namespace LurkBot.Search;

/// <summary>The messages among which is searched.</summary>
/// <param name="Messages">How many they are.</param>
/// <param name="Words">How many words they have together.</param>
internal sealed record RankedCorpus(long Messages, long Words)
{
    /// <summary>The words of a message, on average.</summary>
    public double AverageLength => Messages > 0 && Words > 0 ? (double)Words / Messages : 1;
}
