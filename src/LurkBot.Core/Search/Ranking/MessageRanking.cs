using System.Runtime.InteropServices;

namespace LurkBot.Search;

/// <summary>
/// Ranks messages by the words of a query: BM25, to which in a conversation the messages around add, since a question and its answer
/// often share their words between them. Pure.
/// </summary>
internal static class MessageRanking
{
    /// <summary>What a message gets when the query names the one who said it.</summary>
    public const double NameBonus = 1.5;

    /// <summary>What a message gets when the query names its date.</summary>
    public const double DateBonus = 1.5;

    /// <summary>What the newest message of a session gets.</summary>
    public const double RecencyBonus = 0.1;

    private const double Saturation = 1.2;
    private const double LengthShare = 0.75;

    /// <summary>How much of its own score a message gives the second and the first before it, and the first and the second behind it.</summary>
    private static readonly (int Distance, double Share)[] Around = [(-2, 0.25), (-1, 0.4), (1, 0.5), (2, 0.3)];

    /// <summary>What a word is worth by its rarity.</summary>
    /// <param name="corpus">The messages among which is searched.</param>
    /// <param name="frequency">How many of them have it.</param>
    public static double RarityOf(RankedCorpus corpus, long frequency) => Math.Log(1 + ((Math.Max(0, corpus.Messages - frequency) + 0.5) / (frequency + 0.5)));

    /// <summary>Scores messages.</summary>
    /// <param name="corpus">The messages among which is searched.</param>
    /// <param name="words">The words, each with the messages that have it.</param>
    /// <param name="withNeighbours">Whether neighbours add to a message, and are found themselves.</param>
    /// <param name="names">Gets whom the query means.</param>
    /// <returns>In no order.</returns>
    public static List<RankedMessage> Score(RankedCorpus corpus, IReadOnlyList<RankedWord> words, bool withNeighbours, NamedSides names)
    {
        var (own, average) = (new Dictionary<long, double>(), corpus.AverageLength);
        foreach (var word in words)
        {
            var worth = RarityOf(corpus, word.Frequency) * word.Weight * (Saturation + 1);
            foreach (var match in word.IsName ? names.Take(word.Matches) : word.Matches)
            {
                var score = worth * match.Count / (match.Count + (Saturation * (1 - LengthShare + (LengthShare * match.Length / average))));
                CollectionsMarshal.GetValueRefOrAddDefault(own, match.Message, out _) += score;
            }
        }

        var ranked = new List<RankedMessage>(own.Count);
        if (!withNeighbours)
        {
            foreach (var (message, score) in own)
                ranked.Add(new RankedMessage(message, score, true));
            return ranked;
        }

        var all = new Dictionary<long, double>(own.Count * 3);
        foreach (var (message, score) in own)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(all, message, out _) += score;
            foreach (var (distance, share) in Around)
            {
                // Beyond the beginning of a session there is none.
                if (MessagePlace.PlaceOf(message) + distance >= 0)
                    CollectionsMarshal.GetValueRefOrAddDefault(all, message + distance, out _) += share * score;
            }
        }

        foreach (var (message, score) in all)
            ranked.Add(new RankedMessage(message, score, own.ContainsKey(message)));
        return ranked;
    }
}
