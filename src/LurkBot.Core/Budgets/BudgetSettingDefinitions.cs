using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Budgets;

/// <summary>The settings of budgets.</summary>
internal static class BudgetSettingDefinitions
{
    /// <summary>For all sessions, in the order in which they are shown.</summary>
    public static readonly Setting<BudgetOptions>[] All =
    [
        new("LURKBOT_BUDGET_SESSION_TOKENS", null, BudgetSetting.AcceptedTokens, "The most tokens of one session before it pauses.",
            (options, text) => Tokens(text, value => options.SessionTokens = value)),
        new("LURKBOT_BUDGET_SESSION_COST", null, BudgetSetting.AcceptedCost, "What one session may cost before it pauses.",
            (options, text) => Cost(text, value => options.SessionCost = value)),
        new("LURKBOT_BUDGET_PERSON_TOKENS", null, BudgetSetting.AcceptedTokens, "The most tokens of one person in a day.",
            (options, text) => Tokens(text, value => options.PersonTokens = value)),
        new("LURKBOT_BUDGET_PERSON_COST", null, BudgetSetting.AcceptedCost, "What one person may cost in a day.",
            (options, text) => Cost(text, value => options.PersonCost = value)),
        new("LURKBOT_BUDGET_DAY_TOKENS", null, BudgetSetting.AcceptedTokens, "The most tokens of everybody in a day.",
            (options, text) => Tokens(text, value => options.DayTokens = value)),
        new("LURKBOT_BUDGET_DAY_COST", null, BudgetSetting.AcceptedCost, "What everybody may cost in a day.",
            (options, text) => Cost(text, value => options.DayCost = value)),
    ];

    /// <summary>For one session.</summary>
    public static readonly ScopedSetting<BudgetOptions>[] OfSession =
    [
        new("BUDGET_TOKENS", BudgetSetting.AcceptedTokens, "The most tokens of one session before it pauses.",
            (options, key, text) => Tokens(text, value => options.Sessions[key] = Of(options, key) with { Tokens = value })),
        new("BUDGET_COST", BudgetSetting.AcceptedCost, "What one session may cost before it pauses.",
            (options, key, text) => Cost(text, value => options.Sessions[key] = Of(options, key) with { Cost = value })),
    ];

    private static bool Tokens(string text, Action<long> set) => BudgetSetting.ParseTokens(text) is { } value && Set(value, set);

    private static bool Cost(string text, Action<decimal> set) => BudgetSetting.ParseCost(text) is { } value && Set(value, set);

    private static BudgetSetting Of(BudgetOptions options, string key) => options.Sessions.TryGetValue(key, out var budget) ? budget : new(null, null);
}
