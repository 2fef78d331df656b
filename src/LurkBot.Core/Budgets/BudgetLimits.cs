using LurkBot.Configuration;

namespace LurkBot.Budgets;

/// <summary>The configured budgets as a list.</summary>
internal static class BudgetLimits
{
    /// <summary>Those that are set, the narrowest first.</summary>
    public static IReadOnlyList<(BudgetScope Scope, BudgetUnit Unit, decimal Amount)> Of(BudgetOptions options)
    {
        var limits = new List<(BudgetScope, BudgetUnit, decimal)>();
        Add(BudgetScope.Session, BudgetUnit.Tokens, options.SessionTokens);
        Add(BudgetScope.Session, BudgetUnit.Cost, options.SessionCost);
        Add(BudgetScope.Person, BudgetUnit.Tokens, options.PersonTokens);
        Add(BudgetScope.Person, BudgetUnit.Cost, options.PersonCost);
        Add(BudgetScope.Day, BudgetUnit.Tokens, options.DayTokens);
        Add(BudgetScope.Day, BudgetUnit.Cost, options.DayCost);
        return limits;

        void Add(BudgetScope scope, BudgetUnit unit, decimal? amount)
        {
            if (amount is { } value)
                limits.Add((scope, unit, value));
        }
    }

    /// <summary>Whether there is one that counts days.</summary>
    public static bool HasDays(BudgetOptions options) => options is { PersonTokens: not null } or { PersonCost: not null } or { DayTokens: not null } or { DayCost: not null };
}
