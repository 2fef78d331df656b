using System.Globalization;
using System.Text;
using LurkBot.Accounting;
using LurkBot.Budgets;
using LurkBot.Entries;
using LurkBot.Rendering;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>Usage for people: a table, or a sentence.</summary>
internal static class UsageText
{
    private static readonly string[] Columns = ["calls", "input", "cached", "output", "reasoning", "cost"];

    /// <summary>A table of groups and their total, and what is missing in it.</summary>
    /// <param name="title">What the groups are.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="total">All calls.</param>
    public static string Table(string title, IReadOnlyList<UsageGroup> groups, UsageSum total)
    {
        var rows = new List<string[]> { (string[])[title, .. Columns] };
        rows.AddRange(groups.Select(group => Row(NameOf(group), group.Sum)));
        rows.Add(Row("total", total));
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => CellWidth.Of(row[column]))).ToList();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.Append("  ").Append(row[0]).Append(' ', widths[0] - CellWidth.Of(row[0]));
            for (var column = 1; column < row.Length; column++)
                text.Append(' ', 2 + widths[column] - row[column].Length).Append(row[column]);
            text.AppendLine();
        }

        foreach (var sentence in Missing(total))
            text.AppendLine(sentence);
        return text.ToString();
    }

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

    private static string[] Row(string name, UsageSum sum) =>
        [name, Number(sum.Calls), Number(sum.Usage.Input), Number(sum.Usage.Cached), Number(sum.Usage.Output), Number(sum.Usage.Reasoning), CostOf(sum)];

    /// <summary>A plus says that there is more, nobody knows how much.</summary>
    private static string CostOf(UsageSum sum) => sum.WithoutPrice == 0 ? BudgetText.Amount(BudgetUnit.Cost, sum.Cost) : sum.WithoutPrice == sum.Calls ? "unknown" : BudgetText.Amount(BudgetUnit.Cost, sum.Cost) + "+";

    private static string NameOf(UsageGroup group) => TerminalText.Sanitize(group is { Id: { } id, Name: { } name } ? $"{name} ({id})" : group.Id ?? "unknown", keepNewlines: false);

    private static IEnumerable<string> Missing(UsageSum sum)
    {
        if (sum.WithoutNumbers > 0)
            yield return $"{Plural(sum.WithoutNumbers, "call")} without numbers from the provider: those tokens are not in the sums.";
        if (sum.WithoutPrice > 0)
            yield return $"{Plural(sum.WithoutPrice, "call")} of unknown price: that cost is not in the sums.";
    }

    private static string Plural(long count, string one) => $"{Number(count)} {(count == 1 ? one : one + "s")}";
}
