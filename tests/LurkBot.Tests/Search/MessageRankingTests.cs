using CsCheck;
using LurkBot.Search;

namespace LurkBot.Tests.Search;

public sealed class MessageRankingTests
{
    private static readonly double[] Shares = [0.25, 0.4, 1, 0.5, 0.3];

    private static readonly Gen<WordMatch[]> Matches = Gen.Select(Gen.Long[0, 2], Gen.Long[0, 15], Gen.Int[1, 4], Gen.Int[1, 30], Gen.Bool)
        .Select((session, place, count, length, isModel) => new WordMatch(MessagePlace.Of(session, place), count, length, isModel ? MessageSide.Model : MessageSide.Person))
        .Array[0, 12].Select(matches => matches.DistinctBy(match => match.Message).ToArray());

    [Fact]
    public void Score_WithNeighbours_AddsWhatStandsAroundWithinASession() => Matches.Array[1, 5].Sample(all =>
    {
        var corpus = new RankedCorpus(100, 1500);
        var words = all.Select((matches, i) => new RankedWord($"{i}", matches, matches.Length, 1 + i, false, true)).ToList();
        var own = MessageRanking.Score(corpus, words, withNeighbours: false, new NamedSides(_ => 50)).ToDictionary(message => message.Message, message => message.Score);
        var expected = new Dictionary<long, double>();
        foreach (var (message, score) in own)
        {
            // A message gives to those around it what it is to them: the second behind, the one behind, itself, and so on.
            for (var distance = -2; distance <= 2; distance++)
            {
                if (MessagePlace.PlaceOf(message) + distance >= 0)
                    expected[message + distance] = expected.GetValueOrDefault(message + distance) + (Shares[distance + 2] * score);
            }
        }

        var found = MessageRanking.Score(corpus, words, withNeighbours: true, new NamedSides(_ => 50));
        Assert.Equal(expected.Keys.Order(), found.Select(message => message.Message));
        Assert.All(found, message => Assert.Equal(expected[message.Message], message.Score, 1e-9));
        Assert.All(found, message => Assert.Equal(own.ContainsKey(message.Message), message.HasWord));

        var count = 1 + (found.Count / 2);
        Assert.Equal(
            found.OrderByDescending(message => message.Score).ThenByDescending(message => message.Message).Take(count).Select(message => message.Message).Order(),
            MessageRanking.Top(found, count).Select(message => message.Message).Order());
    });

    [Fact]
    public void Score_RareWord_CountsMoreThanAFrequentOne()
    {
        var corpus = new RankedCorpus(100, 1000);
        var (rare, frequent) = (new WordMatch(1, 1, 10, MessageSide.Person), new WordMatch(2, 1, 10, MessageSide.Person));
        var scores = MessageRanking.Score(corpus, [new RankedWord("r", [rare], 1, 1, false, true), new RankedWord("f", [frequent], 50, 1, false, true)], false, new NamedSides(_ => 50));
        Assert.True(scores.Single(message => message.Message == 1).Score > 3 * scores.Single(message => message.Message == 2).Score);
    }

    [Fact]
    public void Names_SaidByOneSideOnly_MeanTheOther()
    {
        var names = new NamedSides(_ => 50);
        WordMatch[] matches = [.. Enumerable.Range(0, 4).Select(place => new WordMatch(MessagePlace.Of(1, place), 1, 5, MessageSide.Person)), new WordMatch(MessagePlace.Of(2, 0), 1, 5, MessageSide.Person)];
        // Once in another session is not enough to tell.
        Assert.Equal([MessagePlace.Of(2, 0)], names.Take(matches, matches.Length).Select(match => match.Message));
        Assert.True(names.IsMeant(MessagePlace.Of(1, 9), MessageSide.Model));
        Assert.False(names.IsMeant(MessagePlace.Of(1, 9), MessageSide.Person));
        Assert.False(names.IsMeant(MessagePlace.Of(2, 9), MessageSide.Model));

        // Somebody whom only one side talks about now and then is somebody else.
        Assert.Equal(matches, new NamedSides(_ => 1_000).Take(matches, matches.Length));
        Assert.Single(new NamedSides(_ => 1_000).Take(matches, 100));

        // With both sides named, neither is preferred.
        names.Take([.. Enumerable.Range(0, 4).Select(place => new WordMatch(MessagePlace.Of(1, place), 1, 5, MessageSide.Model))], 4);
        Assert.False(names.IsMeant(MessagePlace.Of(1, 9), MessageSide.Model));
    }
}
