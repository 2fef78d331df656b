using System.Text;

namespace LurkBot.Cli.Terminal;

/// <summary>Paints the line that is being typed, over what it painted last.</summary>
/// <param name="output">The terminal.</param>
/// <param name="size">Its size, asked at each painting.</param>
/// <param name="color">Whether colours are wanted.</param>
internal sealed class LinePainter(TextWriter output, Func<TerminalSize> size, bool color)
{
    private static readonly StyledLine Prompt = new StyledLine().Add("> ", new TextStyle(TextColor.Cyan, TextAttributes.Bold));

    private int rowsAboveCaret;

    /// <summary>Paints the text; of one higher than the screen the part about the caret.</summary>
    /// <param name="buffer">The text and its caret.</param>
    /// <param name="hint">Shown faintly below; null for nothing.</param>
    public void Paint(LineBuffer buffer, string? hint)
    {
        var (width, height) = size();
        var layout = LineLayout.Of(buffer.Text, buffer.Caret, width - Prompt.Width);
        var hints = hint is null ? [] : LineWrapper.Wrap(new StyledLine().Add(hint, TextStyle.Faint), width - 1).Take(Math.Max(0, height - 2)).ToList();
        var room = Math.Max(1, height - hints.Count);
        var first = Math.Clamp(layout.CaretRow - room + 1, 0, Math.Max(0, layout.Rows.Count - room));
        var rows = layout.Rows.Skip(first).Take(room).ToList();
        var text = new StringBuilder();
        Erase(text);
        AppendRows(text, rows, first);
        foreach (var line in hints)
            text.Append('\n').Append(line.ToAnsi(color));
        rowsAboveCaret = layout.CaretRow - first;
        var up = rows.Count - 1 + hints.Count - rowsAboveCaret;
        text.Append(up > 0 ? $"\e[{up}A" : "").Append('\r').Append("\e[").Append(layout.CaretColumn + Prompt.Width).Append('C');
        output.Write(text.ToString());
    }

    /// <summary>Puts lines above the text, faintly; it is painted again below them.</summary>
    public void Above(IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        Erase(text);
        foreach (var line in lines)
            text.Append(new StyledLine().Add(line, TextStyle.Faint).ToAnsi(color)).Append('\n');
        output.Write(text.ToString());
    }

    /// <summary>Leaves the whole text on the screen and goes to the line after it.</summary>
    public void Finish(string typed)
    {
        var text = new StringBuilder();
        Erase(text);
        AppendRows(text, LineLayout.Of(typed, typed.Length, size().Width - Prompt.Width).Rows, first: 0);
        output.Write(text.Append('\n').ToString());
    }

    /// <summary>Leaves nothing on the screen; the next painting begins at its top.</summary>
    public void ClearScreen()
    {
        rowsAboveCaret = 0;
        output.Write("\e[H\e[2J");
    }

    private void AppendRows(StringBuilder text, IReadOnlyList<string> rows, int first)
    {
        for (var i = 0; i < rows.Count; i++)
            text.Append(i > 0 ? "\n" : "").Append(first + i == 0 ? Prompt.ToAnsi(color) : "  ").Append(rows[i]);
    }

    private void Erase(StringBuilder text)
    {
        text.Append('\r').Append(rowsAboveCaret > 0 ? $"\e[{rowsAboveCaret}A" : "").Append("\e[J");
        rowsAboveCaret = 0;
    }
}
