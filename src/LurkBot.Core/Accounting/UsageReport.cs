using System.Globalization;
using System.Runtime.InteropServices;
using LurkBot.Sessions;

namespace LurkBot.Accounting;

/// <summary>Adds calls up by session, model, person or day.</summary>
/// <param name="grouping">What by.</param>
/// <param name="prices">What calls cost.</param>
/// <param name="zone">Where the owner's days begin.</param>
internal sealed class UsageReport(UsageGrouping grouping, CallPrices prices, TimeZoneInfo zone)
{
    private readonly Dictionary<string, UsageGroup> groups = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> named = new(StringComparer.Ordinal);
    private readonly HashSet<(SessionId Session, long Entry)> seen = [];

    /// <summary>All calls.</summary>
    public UsageSum Total { get; private set; } = UsageSum.None;

    /// <summary>The groups: days in order, all else the most tokens first.</summary>
    public IReadOnlyList<UsageGroup> Groups => grouping == UsageGrouping.Day
        ? [.. groups.Values.OrderBy(group => group.Id, StringComparer.Ordinal)]
        : [.. groups.Values.OrderByDescending(group => group.Sum.Usage.Total).ThenByDescending(group => group.Sum.Calls).ThenBy(group => group.Id, StringComparer.Ordinal)];

    /// <summary>The day of a moment.</summary>
    public static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>The beginning of the day of a moment.</summary>
    public static DateTimeOffset DayStart(DateTimeOffset at, TimeZoneInfo zone)
    {
        var midnight = DayOf(at, zone).ToDateTime(TimeOnly.MinValue);
        // Where the clock leaves midnight out, the day begins when it goes on.
        for (; zone.IsInvalidTime(midnight); midnight = midnight.AddMinutes(15))
        {
        }

        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
    }

    /// <summary>Adds a call; one that is there already is left out.</summary>
    /// <param name="key">The session's key.</param>
    /// <param name="call">The call.</param>
    public void Add(SessionKey key, ModelCall call)
    {
        if (!seen.Add((call.Session, call.Entry)))
            return;
        Total = Total.Plus(call, prices);
        var id = grouping switch
        {
            UsageGrouping.Session => key.ToString(),
            UsageGrouping.Model => call.Model,
            UsageGrouping.Person => call.Person,
            _ => DayOf(call.At, zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, id ?? "", out _);
        group ??= new UsageGroup(id, null, UsageSum.None);
        group = group with { Sum = group.Sum.Plus(call, prices) };
        if (grouping == UsageGrouping.Person && call is { Person: { } person, PersonName: { } name } && call.At >= named.GetValueOrDefault(person))
        {
            named[person] = call.At;
            group = group with { Name = name };
        }
    }
}
