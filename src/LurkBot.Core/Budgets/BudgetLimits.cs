using LurkBot.Entries;

namespace LurkBot.Budgets;

/// <summary>The configured budgets as a list.</summary>
internal static class BudgetLimits
{
    /// <summary>Those that are set, the narrowest first, with nothing used yet.</summary>
    public static IReadOnlyList<BudgetStatus> Of(BudgetOptions options)
    {
        var limits = new List<BudgetStatus>();
        Add(BudgetScope.Session, BudgetUnit.Tokens, options.SessionTokens, options.SessionTokensSetting);
        Add(BudgetScope.Session, BudgetUnit.Cost, options.SessionCost, options.SessionCostSetting);
        Add(BudgetScope.Person, BudgetUnit.Tokens, options.PersonTokens, "LURKBOT_BUDGET_PERSON_TOKENS");
        Add(BudgetScope.Person, BudgetUnit.Cost, options.PersonCost, "LURKBOT_BUDGET_PERSON_COST");
        Add(BudgetScope.Day, BudgetUnit.Tokens, options.DayTokens, "LURKBOT_BUDGET_DAY_TOKENS");
        Add(BudgetScope.Day, BudgetUnit.Cost, options.DayCost, "LURKBOT_BUDGET_DAY_COST");
        return limits;

        void Add(BudgetScope scope, BudgetUnit unit, decimal? amount, string setting)
        {
            if (amount is { } value)
                limits.Add(new BudgetStatus(scope, unit, value, value, 0) { Setting = setting });
        }
    }

    /// <summary>Whether there is one that counts days.</summary>
    public static bool HasDays(BudgetOptions options) => options is { PersonTokens: not null } or { PersonCost: not null } or { DayTokens: not null } or { DayCost: not null };
}
