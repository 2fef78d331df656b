using System.Text.Json.Serialization;
using LurkBot.Search;

namespace LurkBot.Commands;

/// <summary>How much was said, by whom, where and when, and what it takes on disk.</summary>
internal sealed record StatisticsJson(
    long Sessions,
    long Entries,
    long Messages,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? First,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? Last,
    IReadOnlyDictionary<string, long> ByState,
    IReadOnlyDictionary<string, long> ByChannel,
    IReadOnlyDictionary<string, long> ByPerson,
    IReadOnlyDictionary<string, long> ByMonth,
    IReadOnlyDictionary<string, long> Bytes)
{
    /// <summary>The record of figures.</summary>
    /// <param name="figures">What was counted.</param>
    /// <param name="disk">The bytes of each folder.</param>
    public static StatisticsJson Of(SessionStatistics figures, IReadOnlyList<Tally> disk)
    {
        var isDated = figures is { First: not null, Last: not null };
        return new(
            figures.Sessions,
            figures.Entries,
            figures.Messages,
            isDated ? figures.First?.UtcDateTime : null,
            isDated ? figures.Last?.UtcDateTime : null,
            Of(figures.ByState),
            Of(figures.ByChannel),
            Of(figures.ByPerson),
            Of(figures.ByMonth),
            Of(disk));
    }

    /// <summary>In the order of the tallies; people of one name and id count together.</summary>
    private static OrderedDictionary<string, long> Of(IReadOnlyList<Tally> tallies)
    {
        var counts = new OrderedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var tally in tallies)
            counts[tally.Name] = counts.GetValueOrDefault(tally.Name) + tally.Count;
        return counts;
    }
}
