using System.Text;

namespace LurkBot.Web;

/// <summary>Gathers the text of a page: one space between words, one empty line between blocks.</summary>
internal sealed class HtmlTextWriter
{
    private readonly StringBuilder text = new();
    private bool space;
    private int lines = 2;

    /// <summary>How many characters there are.</summary>
    public int Length => text.Length;

    /// <summary>Adds text.</summary>
    /// <param name="piece">The text.</param>
    /// <param name="verbatim">Whether its spaces and lines stay.</param>
    public void Write(string piece, bool verbatim)
    {
        if (verbatim)
        {
            Flush();
            text.Append(piece);
            lines = piece.EndsWith('\n') ? 1 : 0;
            return;
        }

        foreach (var character in piece)
        {
            if (char.IsWhiteSpace(character))
            {
                space = true;
                continue;
            }

            Flush();
            text.Append(character);
        }
    }

    /// <summary>Adds signs of Markdown.</summary>
    public void WriteRaw(string signs)
    {
        if (signs.Length == 0)
            return;
        if (signs[0] != ']')
            Flush();
        text.Append(signs);
        lines = 0;
    }

    /// <summary>Begins a line with what marks it.</summary>
    public void Begin(string mark)
    {
        text.Append(mark);
        if (mark.Length > 0)
            (lines, space) = (2, false);
    }

    /// <summary>Ends a line.</summary>
    public void Line()
    {
        if (lines == 0)
            text.Append('\n');
        (lines, space) = (Math.Max(lines, 1), false);
    }

    /// <summary>Ends a block.</summary>
    public void Block()
    {
        Line();
        if (lines == 1)
            text.Append('\n');
        (lines, space) = (2, false);
    }

    public override string ToString() => text.ToString().Trim();

    private void Flush()
    {
        if (space && lines == 0)
            text.Append(' ');
        (space, lines) = (false, 0);
    }
}
