using System.Globalization;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Budgets;

/// <summary>Budgets in words.</summary>
internal static class BudgetText
{
    /// <summary>An amount with its unit.</summary>
    public static string Amount(BudgetUnit unit, decimal amount) => unit == BudgetUnit.Tokens
        ? amount.ToString("#,0", CultureInfo.InvariantCulture) + " tokens"
        : "$" + amount.ToString(amount is 0 or >= 1 ? "#,0.00" : "0.0000##", CultureInfo.InvariantCulture);

    /// <summary>How a budget stands: what is used, of how much, in percent.</summary>
    public static string Stand(BudgetStatus stand) =>
        string.Create(CultureInfo.InvariantCulture, $"{Amount(stand.Unit, stand.Used)} of {Amount(stand.Unit, stand.Limit)} ({Math.Floor(stand.Used * 100 / stand.Limit):#,0} %)");

    /// <summary>What a budget bounds.</summary>
    public static string Owner(BudgetStatus stand) => stand.Scope switch
    {
        BudgetScope.Session => "this session",
        BudgetScope.Person => stand.Person is { } person ? $"{person} today" : "one person today",
        _ => "everybody today",
    };

    /// <summary>Told once, when nearly all is used.</summary>
    public static string Notice(BudgetStatus stand) => $"Budget: {Owner(stand)} used {Stand(stand)}. {(stand.IsUsed ? "The session pauses now." : "At 100 % the session pauses.")} ({stand.Setting})";

    /// <summary>Why no call is made any more, and how to go on.</summary>
    /// <param name="stand">The budget of which nothing is left.</param>
    /// <param name="key">The session.</param>
    /// <param name="inTurn">Whether the turn had begun.</param>
    public static string Refusal(BudgetStatus stand, SessionKey key, bool inTurn) =>
        $"Budget: {Owner(stand)} used {Stand(stand)}, so this session pauses. {(inTurn ? "The turn ends here; what came so far is kept." : "Your message was not sent.")} "
        + $"Go on with /budget resume (as much again) or /budget +50% in a chat, or with: lurkbot sessions budget {key} --resume. "
        + (stand.Day is null ? $"The budget is {stand.Setting}." : $"The budget is {stand.Setting}; tomorrow it begins anew.");

    /// <summary>Told once of each model whose price nobody knows.</summary>
    public static string NoPrice(string model) =>
        $"Budget: the price of {model} is not known, so its calls do not count towards budgets in US dollars. Put the price into models.json, or set a budget in tokens.";

    /// <summary>Told once of each model that gives no numbers.</summary>
    public static string NoNumbers(string model) => $"Budget: {model} gave no numbers of tokens, so such calls do not count towards budgets.";
}
