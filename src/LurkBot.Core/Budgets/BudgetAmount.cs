using System.Globalization;
using LurkBot.Entries;

namespace LurkBot.Budgets;

/// <summary>What an owner adds to budgets: a share of each, or tokens, or US dollars.</summary>
/// <param name="Value">Percent, tokens or dollars; more than zero.</param>
/// <param name="Unit">The unit; null for percent.</param>
internal sealed record BudgetAmount(decimal Value, BudgetUnit? Unit)
{
    private const decimal Largest = 1_000_000_000_000;

    /// <summary>As much again.</summary>
    public static BudgetAmount Again { get; } = new(100, null);

    /// <summary>Reads <c>+50%</c>, <c>+10000</c>, <c>+$2.50</c>; the plus may be left out.</summary>
    /// <returns>Null when it is none.</returns>
    public static BudgetAmount? TryParse(string text)
    {
        text = text.Trim();
        if (text.StartsWith('+'))
            text = text[1..];
        BudgetUnit? unit = text.StartsWith('$') ? BudgetUnit.Cost : text.EndsWith('%') ? null : BudgetUnit.Tokens;
        var number = text.Trim('$', '%').Replace(",", "", StringComparison.Ordinal);
        return decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value is > 0 and <= Largest
            && (unit != BudgetUnit.Tokens || value == decimal.Truncate(value))
            ? new BudgetAmount(value, unit)
            : null;
    }

    /// <summary>How much it is of a budget.</summary>
    public decimal Of(BudgetStatus stand) => Unit is not null ? Value : stand.Unit == BudgetUnit.Tokens ? Math.Ceiling(stand.Configured * Value / 100) : stand.Configured * Value / 100;
}
