namespace LurkBot.Entries;

/// <summary>What a budget counts.</summary>
public enum BudgetUnit
{
    /// <summary>Tokens sent and received.</summary>
    Tokens,

    /// <summary>US dollars.</summary>
    Cost,
}
