using LurkBot.Entries;

namespace LurkBot.Budgets;

/// <summary>How one budget stands for one session.</summary>
/// <param name="Scope">Whose use it bounds.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Configured">The amount that the configuration gives; more than zero.</param>
/// <param name="Limit">The amount with what the session was given beyond that.</param>
/// <param name="Used">What is used of it, never less than before within its period.</param>
internal sealed record BudgetStatus(BudgetScope Scope, BudgetUnit Unit, decimal Configured, decimal Limit, decimal Used)
{
    private const decimal Nearly = 0.8m;

    /// <summary>The day that it counts; null for all time.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>The person whose use it counts.</summary>
    public string? Person { get; init; }

    /// <summary>Whether 80 % or more are used.</summary>
    public bool IsNearlyUsed => Used >= Limit * Nearly;

    /// <summary>Whether nothing is left.</summary>
    public bool IsUsed => Used >= Limit;

    /// <summary>The setting that it comes from.</summary>
    public string Setting { get; init; } = "";
}
