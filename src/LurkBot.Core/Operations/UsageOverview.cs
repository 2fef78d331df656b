using LurkBot.Accounting;
using LurkBot.Budgets;

namespace LurkBot.Operations;

/// <summary>Tokens and money over all sessions.</summary>
/// <param name="By">What calls are grouped by.</param>
/// <param name="Since">From when on; null for all.</param>
/// <param name="Groups">The groups.</param>
/// <param name="Total">All calls.</param>
/// <param name="Budgets">How the budgets of today stand.</param>
/// <param name="Problems">What could not be read.</param>
internal sealed record UsageOverview(
    UsageGrouping By,
    DateTimeOffset? Since,
    IReadOnlyList<UsageGroup> Groups,
    UsageSum Total,
    IReadOnlyList<BudgetStatus> Budgets,
    IReadOnlyList<string> Problems);
