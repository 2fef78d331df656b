namespace LurkBot.Budgets;

/// <summary>How much may be used before sessions pause. Tokens are those sent and received; money is in US dollars.</summary>
internal sealed class BudgetOptions
{
    /// <summary>The most tokens of one session.</summary>
    /// <value>Default: null, any number.</value>
    public long? SessionTokens { get; set; }

    /// <summary>What one session may cost.</summary>
    /// <value>Default: null, any sum.</value>
    public decimal? SessionCost { get; set; }

    /// <summary>The most tokens of one person in a day.</summary>
    /// <value>Default: null, any number.</value>
    public long? PersonTokens { get; set; }

    /// <summary>What one person may cost in a day.</summary>
    /// <value>Default: null, any sum.</value>
    public decimal? PersonCost { get; set; }

    /// <summary>The most tokens of all sessions together in a day.</summary>
    /// <value>Default: null, any number.</value>
    public long? DayTokens { get; set; }

    /// <summary>What all sessions together may cost in a day.</summary>
    /// <value>Default: null, any sum.</value>
    public decimal? DayCost { get; set; }

    /// <summary>Where a session's budget in tokens comes from.</summary>
    internal string SessionTokensSetting { get; private init; } = "LURKBOT_BUDGET_SESSION_TOKENS";

    /// <summary>Where a session's budget in US dollars comes from.</summary>
    internal string SessionCostSetting { get; private init; } = "LURKBOT_BUDGET_SESSION_COST";

    /// <summary>The budgets that bound one session.</summary>
    /// <param name="name">The environment name of its key.</param>
    /// <param name="setting">What is set for it alone; null when nothing is.</param>
    public BudgetOptions For(string name, BudgetSetting? setting) => new()
    {
        SessionTokens = setting?.Tokens ?? SessionTokens,
        SessionCost = setting?.Cost ?? SessionCost,
        PersonTokens = PersonTokens,
        PersonCost = PersonCost,
        DayTokens = DayTokens,
        DayCost = DayCost,
        SessionTokensSetting = setting?.Tokens is null ? SessionTokensSetting : $"LURKBOT_SESSION__{name}__BUDGET_TOKENS",
        SessionCostSetting = setting?.Cost is null ? SessionCostSetting : $"LURKBOT_SESSION__{name}__BUDGET_COST",
    };

    /// <summary>Budgets of single sessions, by environment name of the session key.</summary>
    /// <value>Default: empty.</value>
    public IDictionary<string, BudgetSetting> Sessions { get; } = new Dictionary<string, BudgetSetting>(StringComparer.Ordinal);
}
