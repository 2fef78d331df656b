using LurkBot.Accounting;
using LurkBot.Entries;

namespace LurkBot.Budgets;

/// <summary>How today's budgets stand, whatever single sessions were given beyond them.</summary>
internal static class BudgetOverview
{
    /// <summary>The budgets of everybody, and of each person that used something today.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="prices">What calls cost.</param>
    /// <param name="ledger">What was used.</param>
    /// <param name="zone">Where the owner's days begin.</param>
    /// <param name="now">The present moment.</param>
    /// <exception cref="LurkBotException">What was used cannot be read.</exception>
    public static IReadOnlyList<BudgetStatus> Today(BudgetOptions options, CallPrices prices, DailyUsageLog ledger, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (!BudgetLimits.HasDays(options))
            return [];
        var (everybody, people) = (UsageSum.None, new SortedDictionary<string, UsageSum>(StringComparer.Ordinal));
        foreach (var call in ledger.Read(UsageReport.DayStart(now, zone), now))
        {
            everybody = everybody.Plus(call, prices);
            if (call.Person is { } person)
                people[person] = people.GetValueOrDefault(person, UsageSum.None).Plus(call, prices);
        }

        var today = UsageReport.DayOf(now, zone);
        return [.. BudgetLimits.Of(options).SelectMany(limit => limit.Scope switch
        {
            BudgetScope.Person => people.Select(pair => Stand(limit, pair.Value) with { Person = pair.Key }),
            BudgetScope.Day => [Stand(limit, everybody)],
            _ => [],
        })];

        BudgetStatus Stand(BudgetStatus limit, UsageSum sum) => limit with { Used = limit.Unit == BudgetUnit.Tokens ? sum.Usage.Total : sum.Cost, Day = today };
    }
}
