using System.Globalization;
using System.Text;
using LurkBot.Accounting;
using LurkBot.Budgets;
using LurkBot.Entries;

namespace LurkBot.Commands;

/// <summary>Usage for people, in a sentence.</summary>
internal static class UsageText
{
    /// <summary>One sentence, and what is missing in it.</summary>
    public static string Sentence(UsageSum sum)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Plural(sum.Calls, "call")}, {Number(sum.Usage.Input)} tokens in");
        if (sum.Usage.Cached > 0)
            text.Append(CultureInfo.InvariantCulture, $" ({Number(sum.Usage.Cached)} cached)");
        text.Append(CultureInfo.InvariantCulture, $", {Number(sum.Usage.Output)} out");
        if (sum.Usage.Reasoning > 0)
            text.Append(CultureInfo.InvariantCulture, $" ({Number(sum.Usage.Reasoning)} reasoning)");
        text.Append(", ").Append(CostOf(sum) is "unknown" ? "cost unknown" : CostOf(sum)).Append('.');
        foreach (var sentence in Missing(sum))
            text.Append(' ').Append(sentence);
        return text.ToString();
    }

    /// <summary>A number with its thousands apart.</summary>
    public static string Number(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A plus says that there is more, nobody knows how much.</summary>
    public static string CostOf(UsageSum sum) => sum.WithoutPrice == 0 ? BudgetText.Amount(BudgetUnit.Cost, sum.Cost) : sum.WithoutPrice == sum.Calls ? "unknown" : BudgetText.Amount(BudgetUnit.Cost, sum.Cost) + "+";

    /// <summary>What is missing in a sum, one sentence each.</summary>
    public static IEnumerable<string> Missing(UsageSum sum)
    {
        if (sum.WithoutNumbers > 0 && sum.WithoutNumbers == sum.WithoutPrice)
        {
            yield return $"For {Plural(sum.WithoutNumbers, "call")} the provider gave no numbers: those tokens and their cost are not in the sums.";
            yield break;
        }

        if (sum.WithoutNumbers > 0)
            yield return $"{Plural(sum.WithoutNumbers, "call")} without numbers from the provider: those tokens are not in the sums.";
        if (sum.WithoutPrice > 0)
            yield return $"{Plural(sum.WithoutPrice, "call")} of unknown price: that cost is not in the sums.";
    }

    private static string Plural(long count, string one) => $"{Number(count)} {(count == 1 ? one : one + "s")}";
}
