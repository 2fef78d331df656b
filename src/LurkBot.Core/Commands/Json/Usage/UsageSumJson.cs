using System.Text.Json.Serialization;
using LurkBot.Accounting;
using LurkBot.Entries;

namespace LurkBot.Commands;

/// <summary>A sum of calls. A cost of which nothing is known is null, not zero.</summary>
internal sealed record UsageSumJson(long Calls, long CallsWithoutNumbers, long CallsWithoutPrice, [property: JsonConverter(typeof(UsageConverter))] Usage Usage, decimal? Cost)
{
    /// <summary>The record of a sum.</summary>
    public static UsageSumJson Of(UsageSum sum) => new(sum.Calls, sum.WithoutNumbers, sum.WithoutPrice, sum.Usage, sum.WithoutPrice == sum.Calls && sum.Calls > 0 ? null : sum.Cost);
}
