using LurkBot.Operations;

namespace LurkBot.Commands;

/// <summary>How the budgets stand for a session.</summary>
internal sealed record SessionBudgetsJson(string Session, IReadOnlyList<BudgetJson> Budgets)
{
    /// <summary>The record of a session's budgets.</summary>
    public static SessionBudgetsJson Of(SessionBudgets budgets) => new(budgets.Key.ToString(), [.. budgets.Stands.Select(BudgetJson.Of)]);
}
