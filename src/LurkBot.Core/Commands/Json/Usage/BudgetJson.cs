using System.Text.Json.Serialization;
using LurkBot.Budgets;
using LurkBot.Entries;

namespace LurkBot.Commands;

/// <summary>How one budget stands.</summary>
internal sealed record BudgetJson(
    string Scope,
    string Unit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Person,
    decimal Used,
    decimal Limit,
    decimal Configured,
    bool Paused,
    string Setting)
{
    /// <summary>The record of a budget.</summary>
    public static BudgetJson Of(BudgetStatus stand) => new(
        stand.Scope.ToString().ToLowerInvariant(), stand.Unit.ToString().ToLowerInvariant(), stand.Person, stand.Used, stand.Limit, stand.Configured, stand.IsUsed, stand.Setting);

    /// <summary>The budget, but for its day.</summary>
    public BudgetStatus ToStatus() => new(Enum.Parse<BudgetScope>(Scope, ignoreCase: true), Enum.Parse<BudgetUnit>(Unit, ignoreCase: true), Configured, Limit, Used) { Person = Person, Setting = Setting };
}
