using System.Text.Json.Serialization;
using LurkBot.Operations;

namespace LurkBot.Commands;

/// <summary>Tokens and money over all sessions.</summary>
internal sealed record UsageReportJson(
    string By,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTime? Since,
    IReadOnlyList<UsageGroupJson> Groups,
    UsageSumJson Total,
    IReadOnlyList<BudgetJson> Budgets)
{
    /// <summary>The record of an overview.</summary>
    public static UsageReportJson Of(UsageOverview overview) => new(
        overview.By.ToString().ToLowerInvariant(),
        overview.Since?.UtcDateTime,
        [.. overview.Groups.Select(group => UsageGroupJson.Of(overview.By, group))],
        UsageSumJson.Of(overview.Total),
        [.. overview.Budgets.Select(BudgetJson.Of)]);
}
