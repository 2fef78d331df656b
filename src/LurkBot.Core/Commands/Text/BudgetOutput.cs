using LurkBot.Budgets;
using LurkBot.Text;

namespace LurkBot.Commands;

/// <summary>Budgets for people.</summary>
internal static class BudgetOutput
{
    /// <summary>What is said when none is configured.</summary>
    public const string None = "No budget is set. See: lurkbot config show, settings LURKBOT_BUDGET_…";

    /// <summary>One line for each budget.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<BudgetStatus> stands) => stands.Select(stand => TerminalText.Sanitize(
        $"Budget: {BudgetText.Owner(stand)} used {BudgetText.Stand(stand)}{(stand.Limit > stand.Configured ? $", with {BudgetText.Amount(stand.Unit, stand.Limit - stand.Configured)} given to this session" : "")}{(stand.IsUsed ? "; paused" : "")}.",
        keepNewlines: false));

    /// <summary>One line for each budget that was raised.</summary>
    public static IEnumerable<string> Raised(IReadOnlyList<BudgetStatus> stands) => stands.Select(stand => TerminalText.Sanitize(
        $"This session goes on until {BudgetText.Owner(stand)} used {BudgetText.Amount(stand.Unit, stand.Limit)} ({BudgetText.Amount(stand.Unit, stand.Used)} by now). /undo or lurkbot sessions undo takes this back.",
        keepNewlines: false));
}
