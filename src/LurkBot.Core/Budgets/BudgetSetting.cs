using System.Globalization;

namespace LurkBot.Budgets;

/// <summary>The budget of one session, in place of that of all sessions.</summary>
/// <param name="Tokens">The most tokens; null leaves that of all sessions.</param>
/// <param name="Cost">What it may cost, in US dollars; null leaves that of all sessions.</param>
internal sealed record BudgetSetting(long? Tokens, decimal? Cost)
{
    /// <summary>What a number of tokens must look like.</summary>
    internal const string AcceptedTokens = "a number of tokens, 1 to 1000000000000";

    /// <summary>What a sum must look like.</summary>
    internal const string AcceptedCost = "US dollars, such as 2.50, up to 1000000";

    /// <summary>Reads a number of tokens; null when it is none.</summary>
    internal static long? ParseTokens(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 1_000_000_000_000 ? value : null;

    /// <summary>Reads a sum; null when it is none.</summary>
    internal static decimal? ParseCost(string text) =>
        decimal.TryParse(text.StartsWith('$') ? text[1..] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 1_000_000 ? value : null;
}
