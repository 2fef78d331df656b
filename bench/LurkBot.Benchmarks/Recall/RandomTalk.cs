using System.Globalization;

namespace LurkBot.Benchmarks;

/// <summary>Messages of words that are as often as those of a language (Zipf's law), with English stop words between them.</summary>
/// <param name="seed">The same seed gives the same messages.</param>
internal sealed class RandomTalk(int seed)
{
    private const int Vocabulary = 20_000;

    private static readonly string[] Stops = ["the", "a", "of", "to", "and", "in", "it", "that", "is", "was", "for", "you", "with", "have", "this"];
    private static readonly string[] Syllables = ["ba", "ke", "lo", "mi", "nu", "ra", "sto", "tri", "ven", "zor", "pla", "che", "dim", "fus", "gar", "hel"];

    private readonly Random random = new(seed);

    /// <summary>A message of 5 to 45 words.</summary>
    public string Message() => Words(random.Next(5, 45));

    /// <summary>Some words.</summary>
    public string Words(int count) => string.Join(' ', Enumerable.Range(0, count).Select(_ => Word()));

    private string Word()
    {
        if (random.Next(5) < 2)
            return Stops[random.Next(Stops.Length)];
        var rank = (int)Math.Min(Vocabulary - 1, Math.Exp(random.NextDouble() * Math.Log(Vocabulary)) - 1);
        if (rank % 50 == 49)
            return rank.ToString(CultureInfo.InvariantCulture);
        var word = "";
        for (var rest = rank + 16; rest > 0; rest /= Syllables.Length)
            word += Syllables[rest % Syllables.Length];
        return word;
    }
}
