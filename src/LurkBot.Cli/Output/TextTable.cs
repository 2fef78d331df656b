using LurkBot.Rendering;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>Rows for people, in columns.</summary>
internal static class TextTable
{
    /// <summary>The lines of a table; what is in a cell cannot act on the terminal.</summary>
    /// <param name="rows">The rows, of one length; the first holds the titles.</param>
    public static IEnumerable<string> Of(IReadOnlyList<string[]> rows)
    {
        var cells = rows.Select(row => row.Select(cell => TerminalText.Sanitize(cell, keepNewlines: false)).ToArray()).ToList();
        var widths = Enumerable.Range(0, cells[0].Length).Select(column => cells.Max(row => CellWidth.Of(row[column]))).ToList();
        return cells.Select(row => ("  " + string.Concat(row.Select((cell, column) => cell + new string(' ', widths[column] - CellWidth.Of(cell) + 2)))).TrimEnd());
    }
}
