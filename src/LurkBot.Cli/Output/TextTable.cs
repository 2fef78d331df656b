using LurkBot.Cli.Terminal;
using LurkBot.Rendering;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>Rows for people, in columns. On a terminal that is too narrow each row goes on in lines below it, indented, in the same columns.</summary>
internal static class TextTable
{
    private const int Gap = 2, Indent = 2, Deeper = 6;

    /// <summary>The lines of a table; what is in a cell cannot act on the terminal.</summary>
    /// <param name="rows">The rows, of one length; the first holds the titles.</param>
    public static IEnumerable<string> Of(IReadOnlyList<string[]> rows) => Of(rows, Console.IsOutputRedirected ? int.MaxValue : TerminalSize.Current.Width);

    /// <summary>The lines of a table.</summary>
    /// <param name="rows">The rows, of one length; the first holds the titles.</param>
    /// <param name="width">The cells of a line.</param>
    public static IEnumerable<string> Of(IReadOnlyList<string[]> rows, int width)
    {
        var cells = rows.Select(row => row.Select(cell => TerminalText.Sanitize(cell, keepNewlines: false)).ToArray()).ToList();
        var widths = Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => CellWidth.Of(row[column]))).ToList();
        var breaks = BreaksOf(widths, width);
        foreach (var row in cells)
        {
            for (var line = 0; line < breaks.Count; line++)
            {
                var (from, to) = (breaks[line], line + 1 < breaks.Count ? breaks[line + 1] : row.Length);
                var text = string.Concat(Enumerable.Range(from, to - from).Select(column => row[column] + new string(' ', widths[column] - CellWidth.Of(row[column]) + Gap))).TrimEnd();
                if (line == 0 || text.Length > 0)
                    yield return (new string(' ', line == 0 ? Indent : Deeper) + text).TrimEnd();
            }
        }
    }

    /// <summary>The columns with which lines begin.</summary>
    private static List<int> BreaksOf(List<int> widths, int width)
    {
        var (breaks, used) = (new List<int> { 0 }, (long)Indent);
        for (var column = 0; column < widths.Count; column++)
        {
            if (used + widths[column] > width && column > breaks[^1])
            {
                breaks.Add(column);
                used = Deeper;
            }

            used += widths[column] + Gap;
        }

        return breaks;
    }
}
