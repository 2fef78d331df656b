using Markdig.Extensions.Tables;

namespace LurkBot.Cli.Terminal;

/// <summary>Draws a table; columns shrink and cells wrap when it is wider than the terminal.</summary>
internal static class MarkdownTable
{
    private const int Border = 3;
    private const int NarrowestColumn = 4;

    /// <summary>The lines of a table.</summary>
    /// <param name="table">The parsed table.</param>
    /// <param name="width">Cells there are.</param>
    /// <param name="renderCell">Gives a cell's content as one line.</param>
    public static List<StyledLine> Render(Table table, int width, Func<TableCell, TextStyle, StyledLine> renderCell)
    {
        var rows = table.OfType<TableRow>()
            .Select(row => row.OfType<TableCell>().Select(cell => renderCell(cell, row.IsHeader ? new TextStyle(TextColor.Default, TextAttributes.Bold) : TextStyle.Plain)).ToList())
            .ToList();
        var columns = rows.Count == 0 ? 0 : rows.Max(row => row.Count);
        var widths = Fit([.. Enumerable.Range(0, columns).Select(column => rows.Max(row => column < row.Count ? row[column].Width : 0))], width);
        var lines = new List<StyledLine>();
        for (var i = 0; i < rows.Count; i++)
        {
            lines.AddRange(RenderRow(table, rows[i], widths));
            if (i == 0 && table.OfType<TableRow>().First().IsHeader)
                lines.Add(new StyledLine().Add(string.Join("─┼─", widths.Select(cells => new string('─', cells))), TextStyle.Faint));
        }

        return lines;
    }

    /// <summary>Takes cells from the widest column until all fit.</summary>
    private static int[] Fit(int[] widths, int width)
    {
        var excess = widths.Sum() + (Border * (widths.Length - 1)) - width;
        while (excess-- > 0)
        {
            var widest = Array.IndexOf(widths, widths.Max());
            if (widths[widest] <= NarrowestColumn)
                break;
            widths[widest]--;
        }

        return widths;
    }

    private static IEnumerable<StyledLine> RenderRow(Table table, List<StyledLine> row, int[] widths)
    {
        var cells = row.Select((cell, column) => LineWrapper.Wrap(cell, widths[column])).ToList();
        for (var line = 0; line < Math.Max(1, cells.Count == 0 ? 0 : cells.Max(cell => cell.Count)); line++)
        {
            var rendered = new StyledLine();
            for (var column = 0; column < widths.Length; column++)
            {
                if (column > 0)
                    rendered.Add(" │ ", TextStyle.Faint);
                var content = column < cells.Count && line < cells[column].Count ? cells[column][line] : new StyledLine();
                var room = Math.Max(0, widths[column] - content.Width);
                var left = column < table.ColumnDefinitions.Count ? table.ColumnDefinitions[column].Alignment switch
                {
                    TableColumnAlign.Right => room,
                    TableColumnAlign.Center => room / 2,
                    _ => 0,
                }
                : 0;
                rendered.Add(new string(' ', left)).Add(content);
                if (column < widths.Length - 1)
                    rendered.Add(new string(' ', room - left));
            }

            yield return rendered;
        }
    }
}
