using System.Globalization;

namespace LurkBot.Benchmarks;

/// <summary>Counts questions whose evidence is all among the first that were found.</summary>
/// <param name="depths">Among how many.</param>
internal sealed class FoundEvidence(IReadOnlyList<int> depths)
{
    private readonly SortedDictionary<int, (int All, int[] Found)> counts = [];

    /// <summary>Counts a question.</summary>
    public void Add(int category, IReadOnlyList<long> evidence, IReadOnlyList<long> found)
    {
        if (!counts.TryGetValue(category, out var count))
            counts[category] = count = (0, new int[depths.Count]);
        for (var i = 0; i < depths.Count; i++)
        {
            var first = found.Take(depths[i]).ToHashSet();
            if (evidence.All(first.Contains))
                count.Found[i]++;
        }

        counts[category] = (count.All + 1, count.Found);
    }

    /// <summary>The shares, as cells of a table.</summary>
    public override string ToString()
    {
        var all = counts.Values.Sum(count => count.All);
        var shares = depths.Select((_, i) => Percent(counts.Values.Sum(count => count.Found[i]), all));
        var tenth = depths.ToList().IndexOf(10);
        return $"{string.Join(" | ", shares)} | {string.Join(", ", counts.Select(pair => $"{pair.Key}: {Percent(pair.Value.Found[tenth], pair.Value.All)}"))}";
    }

    private static string Percent(int part, int all) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / Math.Max(1, all):0.0} %");
}
