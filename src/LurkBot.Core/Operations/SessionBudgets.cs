using LurkBot.Budgets;
using LurkBot.Sessions;

namespace LurkBot.Operations;

/// <summary>How the budgets stand for a session.</summary>
/// <param name="Key">The session.</param>
/// <param name="Raised">Those that were raised just now.</param>
/// <param name="Stands">All of them.</param>
internal sealed record SessionBudgets(SessionKey Key, IReadOnlyList<BudgetStatus> Raised, IReadOnlyList<BudgetStatus> Stands);
