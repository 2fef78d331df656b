using System.Text;
using LurkBot.Accounting;
using LurkBot.Commands;
using LurkBot.Rendering;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>Usage for people, as a table.</summary>
internal static class UsageTable
{
    private static readonly string[] Columns = ["calls", "input", "cached", "output", "reasoning", "cost"];

    /// <summary>A table of groups and their total, and what is missing in it.</summary>
    /// <param name="title">What the groups are.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="total">All calls.</param>
    public static string Of(string title, IReadOnlyList<UsageGroup> groups, UsageSum total)
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

        foreach (var sentence in UsageText.Missing(total))
            text.AppendLine(sentence);
        return text.ToString();
    }

    private static string[] Row(string name, UsageSum sum) =>
        [name, UsageText.Number(sum.Calls), UsageText.Number(sum.Usage.Input), UsageText.Number(sum.Usage.Cached), UsageText.Number(sum.Usage.Output), UsageText.Number(sum.Usage.Reasoning), UsageText.CostOf(sum)];

    private static string NameOf(UsageGroup group) => TerminalText.Sanitize(group is { Id: { } id, Name: { } name } ? $"{name} ({id})" : group.Id ?? "unknown", keepNewlines: false);
}
