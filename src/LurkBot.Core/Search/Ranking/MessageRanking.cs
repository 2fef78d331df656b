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

    private const int Reach = 2;

    /// <summary>What counts of the second and the first message before one, of itself, and of the first and the second behind it.</summary>
    private static readonly double[] Shares = [0.3, 0.5, 1, 0.4, 0.25];

    /// <summary>What a word is worth by its rarity.</summary>
    /// <param name="corpus">The messages among which is searched.</param>
    /// <param name="frequency">How many of them have it.</param>
    public static double RarityOf(RankedCorpus corpus, long frequency) => Math.Log(1 + ((Math.Max(0, corpus.Messages - frequency) + 0.5) / (frequency + 0.5)));

    /// <summary>The most that a word adds to a message that has it.</summary>
    /// <param name="corpus">The messages among which is searched.</param>
    /// <param name="frequency">How many of them have it.</param>
    public static double MostOf(RankedCorpus corpus, long frequency) => RarityOf(corpus, frequency) * (Saturation + 1);

    /// <summary>Scores messages.</summary>
    /// <param name="corpus">The messages among which is searched.</param>
    /// <param name="words">The words, each with the messages that have it.</param>
    /// <param name="withNeighbours">Whether neighbours add to a message, and are found themselves.</param>
    /// <param name="names">Gets whom the query means.</param>
    /// <returns>In no order.</returns>
    public static List<RankedMessage> Score(RankedCorpus corpus, IReadOnlyList<RankedWord> words, bool withNeighbours, NamedSides names)
    {
        var (parts, average) = (new List<(long Message, double Score)>(), corpus.AverageLength);
        foreach (var word in words)
        {
            var worth = RarityOf(corpus, word.Frequency) * word.Weight * (Saturation + 1);
            foreach (var match in word.IsName ? names.Take(word.Matches, word.Frequency) : word.Matches)
                parts.Add((match.Message, worth * match.Count / (match.Count + (Saturation * (1 - LengthShare + (LengthShare * match.Length / average))))));
        }

        var own = Sum(parts);
        return withNeighbours ? Smooth(own) : own;
    }

    /// <summary>The best messages.</summary>
    /// <param name="ranked">Messages in any order.</param>
    /// <param name="count">How many are wanted.</param>
    /// <returns>In no order; of equal ones the newest.</returns>
    public static List<RankedMessage> Top(List<RankedMessage> ranked, int count)
    {
        if (ranked.Count <= count)
            return ranked;
        var best = new PriorityQueue<RankedMessage, (double Score, long Message)>(count);
        foreach (var message in ranked)
        {
            if (best.Count < count)
                best.Enqueue(message, (message.Score, message.Message));
            else if (best.TryPeek(out _, out var least) && (message.Score > least.Score || (message.Score == least.Score && message.Message > least.Message)))
                best.DequeueEnqueue(message, (message.Score, message.Message));
        }

        return [.. best.UnorderedItems.Select(item => item.Element)];
    }

    /// <summary>Each message once, in order.</summary>
    private static List<RankedMessage> Sum(List<(long Message, double Score)> parts)
    {
        // Equal ones are added in an order that the scores alone decide, so that the same messages give the same sum.
        parts.Sort(static (one, other) => one.Message.CompareTo(other.Message) is var order && order != 0 ? order : one.Score.CompareTo(other.Score));
        var own = new List<RankedMessage>(parts.Count);
        foreach (var (message, score) in parts)
        {
            if (own.Count > 0 && own[^1].Message == message)
                own[^1] = own[^1] with { Score = own[^1].Score + score };
            else
                own.Add(new RankedMessage(message, score, true));
        }

        return own;
    }

    /// <param name="own">Messages in order.</param>
    private static List<RankedMessage> Smooth(List<RankedMessage> own)
    {
        var (all, first, next) = (new List<RankedMessage>(own.Count * 3), 0, long.MinValue);
        foreach (var message in own)
        {
            // Beyond the beginning of a session there is nothing.
            var start = Math.Max(message.Message - Math.Min(Reach, MessagePlace.PlaceOf(message.Message)), next);
            for (var at = start; at <= message.Message + Reach; at++)
            {
                while (own[first].Message < at - Reach)
                    first++;
                var (score, hasWord) = (0.0, false);
                for (var i = first; i < own.Count && own[i].Message <= at + Reach; i++)
                {
                    score += Shares[own[i].Message - at + Reach] * own[i].Score;
                    hasWord |= own[i].Message == at;
                }

                all.Add(new RankedMessage(at, score, hasWord));
            }

            next = message.Message + Reach + 1;
        }

        return all;
    }
}
