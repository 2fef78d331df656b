using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace LurkBot.Rendering;

/// <summary>Lays a table out in fixed width: columns aligned by the cells of a terminal.</summary>
/// <param name="dialect">Reads the cells.</param>
internal sealed class TableText(MessageDialect dialect)
{
    /// <summary>Wider cells push their row out, and not all others with it.</summary>
    private const int WidestPadded = 40;

    /// <summary>Larger tables are not aligned: many empty cells below wide ones would make hundreds of parts of a short text.</summary>
    private const int LargestPadded = 40_000;

    /// <summary>The lines of a table.</summary>
    /// <param name="table">The table.</param>
    /// <param name="isRest">Whether its head was shown before.</param>
    public string Lay(Table table, bool isRest)
    {
        var rows = table.OfType<TableRow>().Where(row => !(isRest && row.IsHeader)).Select(row => (row.IsHeader, Cells: row.OfType<TableCell>().Select(TextOf).ToArray())).ToArray();
        var columns = rows.Length == 0 ? 0 : rows.Max(row => row.Cells.Length);
        var widths = new int[columns];
        foreach (var (_, cells) in rows)
        {
            for (var i = 0; i < cells.Length; i++)
                widths[i] = Math.Max(widths[i], Math.Min(WidestPadded, CellWidth.Of(cells[i])));
        }

        if (rows.Length * widths.Sum(width => width + 3L) > LargestPadded)
            Array.Clear(widths);
        var text = new StringBuilder();
        foreach (var (isHeader, cells) in rows)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(Line(table, cells, widths));
            if (isHeader)
                text.Append('\n').AppendJoin("-+-", widths.Select(width => new string('-', Math.Max(width, 1))));
        }

        return text.ToString();
    }

    /// <summary>The table itself.</summary>
    public MessageTable Read(Table table) => new(
        [.. table.OfType<TableRow>().Select(row => (row.IsHeader, (IReadOnlyList<IReadOnlyList<MessageRun>>)[.. row.OfType<TableCell>().Select(RunsOf)]))],
        [.. table.ColumnDefinitions.Select(column => column.Alignment switch { TableColumnAlign.Right => "right", TableColumnAlign.Center => "center", TableColumnAlign.Left => "left", _ => null })]);

    private IReadOnlyList<MessageRun> RunsOf(TableCell cell)
    {
        var runs = new RunList();
        foreach (var leaf in cell.Descendants<LeafBlock>())
            new InlineReader(dialect, runs, "").Read(leaf.Inline);
        return runs.ToRuns();
    }

    private static string Line(Table table, string[] cells, int[] widths)
    {
        var line = new StringBuilder();
        for (var i = 0; i < cells.Length; i++)
        {
            var padding = Math.Max(0, widths[i] - CellWidth.Of(cells[i]));
            var before = (i < table.ColumnDefinitions.Count ? table.ColumnDefinitions[i].Alignment : null) switch
            {
                TableColumnAlign.Right => padding,
                TableColumnAlign.Center => padding / 2,
                _ => 0,
            };
            line.Append(i > 0 ? " | " : "").Append(' ', before).Append(cells[i]).Append(' ', padding - before);
        }

        return line.ToString().TrimEnd(' ');
    }

    private string TextOf(TableCell cell)
    {
        var text = new StringBuilder();
        var all = RunsOf(cell);
        for (var i = 0; i < all.Count; i++)
        {
            // Nothing can be linked in fixed width.
            text.Append(all[i].Text);
            text.Append(i + 1 < all.Count && all[i + 1].Link == all[i].Link ? "" : MessageDialect.PlainAddress(all[i]));
        }

        return text.Replace('\n', ' ').ToString().Trim();
    }
}
