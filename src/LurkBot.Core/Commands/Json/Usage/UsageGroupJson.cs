using System.Text.Json.Serialization;
using LurkBot.Accounting;
using LurkBot.Entries;

namespace LurkBot.Commands;

/// <summary>The calls of one session, model, person or day: the property of that name says whose, null where it is not known.</summary>
internal sealed record UsageGroupJson(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] OptionalText Session,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] OptionalText Model,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] OptionalText Person,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] OptionalText Day,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name,
    long Calls,
    long CallsWithoutNumbers,
    long CallsWithoutPrice,
    [property: JsonConverter(typeof(UsageConverter))] Usage Usage,
    decimal? Cost)
{
    /// <summary>The record of a group.</summary>
    public static UsageGroupJson Of(UsageGrouping by, UsageGroup group)
    {
        var sum = UsageSumJson.Of(group.Sum);
        return new(
            IdOf(UsageGrouping.Session), IdOf(UsageGrouping.Model), IdOf(UsageGrouping.Person), IdOf(UsageGrouping.Day),
            group.Name, sum.Calls, sum.CallsWithoutNumbers, sum.CallsWithoutPrice, sum.Usage, sum.Cost);

        OptionalText IdOf(UsageGrouping kind) => kind == by ? new OptionalText(IsPresent: true, group.Id) : default;
    }
}
