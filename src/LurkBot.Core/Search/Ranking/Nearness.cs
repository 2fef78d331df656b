namespace LurkBot.Search;

/// <summary>
/// Whether what was found is near enough to be recalled at all: a question that shares one word with a conversation is not about it. Pure. The limits are chosen by
/// <c>LurkBot.Benchmarks search --locomo</c>, with questions that have their answers there and others that have nothing to do with it.
/// </summary>
internal static class Nearness
{
    /// <summary>What the best message must have of what all words of the query together are worth.</summary>
    private const double ShareOfAll = 0.2;

    /// <summary>Or of what a word is worth that no message has: a long question need not be told in its own words.</summary>
    private const double ShareOfOne = 0.3;

    /// <summary>With less than this of it, it is near by a hair, and only what is as near comes with it.</summary>
    private const double ShareWhenNear = 0.4;

    /// <summary>What a message must have of the best one's score, and what where the best one is near by a hair.</summary>
    private const double ShareOfBest = 0.2, ShareOfWeakBest = 0.6;

    /// <summary>The least score with which a message is recalled.</summary>
    /// <param name="corpus">The messages among which is searched.</param>
    /// <param name="words">How much each word that the query is about counts, and how many messages have it; names aside.</param>
    /// <param name="best">The best message's score.</param>
    /// <returns>Null when nothing is.</returns>
    public static double? LeastScore(RankedCorpus corpus, IReadOnlyList<(double Weight, long Frequency)> words, double best)
    {
        var all = words.Sum(word => word.Weight * MessageRanking.MostOf(corpus, word.Frequency));
        // Where only words of the last exchange tell what it is about, a word is worth what those are.
        var one = MessageRanking.MostOf(corpus, 0) * words.Select(word => Math.Min(1, word.Weight)).DefaultIfEmpty(1).Max();
        return all <= 0 || best >= Math.Min(ShareOfAll * all, ShareWhenNear * one) ? ShareOfBest * best
            : best >= Math.Min(ShareOfAll * all, ShareOfOne * one) ? ShareOfWeakBest * best
            : null;
    }
}
