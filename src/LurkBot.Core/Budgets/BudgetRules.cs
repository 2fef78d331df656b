using System.Globalization;

namespace LurkBot.Budgets;

/// <summary>What budgets allow: pure functions over how they stand.</summary>
internal static class BudgetRules
{
    /// <summary>Decides about the next call.</summary>
    /// <param name="stands">The budgets that bound the session.</param>
    /// <param name="told">The marks of notices that the session has.</param>
    public static BudgetDecision Decide(IReadOnlyList<BudgetStatus> stands, IReadOnlySet<string> told) => new(
        [.. stands.Where(stand => stand.IsNearlyUsed && !told.Contains(MarkOf(stand)))],
        stands.FirstOrDefault(stand => stand.IsUsed));

    /// <summary>Names the crossing of 80 % of a budget in its period. A higher limit is crossed anew.</summary>
    public static string MarkOf(BudgetStatus stand) =>
        string.Create(CultureInfo.InvariantCulture, $"budget {stand.Scope} {stand.Unit} {stand.Limit:0.######} {stand.Day:yyyy-MM-dd}").TrimEnd().ToLowerInvariant();

    /// <summary>The limits that an owner gives by adding something: to the budgets of which nothing is left, or to all when none is used up.</summary>
    /// <param name="stands">The budgets that bound the session.</param>
    /// <param name="amount">What is added.</param>
    /// <returns>Each with its new limit, above what is used; none when no budget counts what is added.</returns>
    public static IReadOnlyList<BudgetStatus> Extend(IReadOnlyList<BudgetStatus> stands, BudgetAmount amount)
    {
        var counted = stands.Where(stand => amount.Unit is null || amount.Unit == stand.Unit).ToList();
        var used = counted.Where(stand => stand.IsUsed).ToList();
        return [.. (used.Count > 0 ? used : counted).Select(stand => stand with { Limit = Math.Max(stand.Limit, stand.Used) + amount.Of(stand) })];
    }
}
