using System.Text;
using LurkBot.Rendering;
using LurkBot.Text;

namespace LurkBot.Cli.Terminal;

/// <summary>How the typed text lies on the screen.</summary>
/// <param name="Rows">Rows without the prompt and its indentation, each of which fits.</param>
/// <param name="CaretRow">The caret's row.</param>
/// <param name="CaretColumn">The caret's cell in that row.</param>
internal sealed record LineLayout(IReadOnlyList<string> Rows, int CaretRow, int CaretColumn)
{
    /// <summary>Lays a text out.</summary>
    /// <param name="text">The text; what a terminal would act on is shown as something harmless.</param>
    /// <param name="caret">The caret's place in it.</param>
    /// <param name="width">Cells in a row, at least 3; one is kept for the caret.</param>
    public static LineLayout Of(string text, int caret, int width)
    {
        width = Math.Max(3, width) - 1;
        var rows = new List<string>();
        var row = new StringBuilder();
        var (cells, caretRow, caretColumn) = (0, 0, 0);
        for (var i = 0; ;)
        {
            if (i == caret)
                (caretRow, caretColumn) = (rows.Count, cells);
            if (i >= text.Length)
                break;
            if (text[i] == '\n')
            {
                EndRow();
                i++;
                continue;
            }

            var length = CellWidth.ClusterLength(text.AsSpan(i));
            var visible = text[i] == '\t' ? "    " : TerminalText.Sanitize(text.Substring(i, length), keepNewlines: false);
            var taken = CellWidth.Of(visible);
            if (cells + taken > width)
            {
                EndRow();
                if (i == caret)
                    (caretRow, caretColumn) = (rows.Count, 0);
            }

            row.Append(visible);
            cells += taken;
            i += length;
        }

        EndRow();
        return new LineLayout(rows, caretRow, caretColumn);

        void EndRow()
        {
            rows.Add(row.ToString());
            row.Clear();
            cells = 0;
        }
    }
}
