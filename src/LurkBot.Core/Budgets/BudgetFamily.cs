using LurkBot.Sessions;

namespace LurkBot.Budgets;

/// <summary>The sessions above a subagent, whose budgets bound it too.</summary>
/// <param name="Above">Those sessions, the nearest first.</param>
/// <param name="Limits">Their limits and the subagent's own, each with the session whose use it counts, and that of all below it.</param>
internal sealed record BudgetFamily(IReadOnlyList<SessionId> Above, IReadOnlyList<(SessionId Session, BudgetStatus Limit)> Limits)
{
    /// <summary>That of a session that no other one started.</summary>
    public static BudgetFamily None { get; } = new([], []);
}
