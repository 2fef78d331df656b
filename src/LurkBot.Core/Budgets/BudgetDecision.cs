namespace LurkBot.Budgets;

/// <summary>What budgets say before or after a call to a model.</summary>
/// <param name="ToTell">Those of which nearly all is used and nobody was told yet.</param>
/// <param name="Exhausted">One of which nothing is left: no further call; null when all have something left.</param>
internal sealed record BudgetDecision(IReadOnlyList<BudgetStatus> ToTell, BudgetStatus? Exhausted);
