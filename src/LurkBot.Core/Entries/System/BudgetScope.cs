namespace LurkBot.Entries;

/// <summary>Whose use a budget bounds.</summary>
public enum BudgetScope
{
    /// <summary>All that one session ever used.</summary>
    Session,

    /// <summary>What one person used today.</summary>
    Person,

    /// <summary>What everybody used today.</summary>
    Day,
}
