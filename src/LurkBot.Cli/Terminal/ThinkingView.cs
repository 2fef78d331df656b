using System.Text;

namespace LurkBot.Cli.Terminal;

/// <summary>A model's reasoning while it comes: faint lines behind a bar, wrapped at words; painted once, since nobody reads it twice.</summary>
/// <param name="output">The terminal.</param>
/// <param name="size">Its size, asked at each line.</param>
/// <param name="color">Whether colours are wanted; the bar tells it from the reply without them.</param>
internal sealed class ThinkingView(TextWriter output, Func<TerminalSize> size, bool color)
{
    private const string Bar = "┊ ";

    private static readonly TextStyle Style = new(TextColor.Gray, TextAttributes.Italic);

    private readonly StringBuilder word = new();
    private int column;
    private int blank;
    private bool begun;
    private bool inLine;

    /// <summary>Shows a piece, cut anywhere.</summary>
    public void Append(string piece)
    {
        foreach (var character in piece)
        {
            if (character is not (' ' or '\n' or '\t' or '\r'))
            {
                word.Append(character);
                continue;
            }

            FlushWord();
            if (character == '\n' && begun)
                EndLine();
            else
                blank = inLine ? 1 : 0;
        }

        // A script without spaces comes as it comes; a word is short.
        if (word.Length > size().Width)
            FlushWord();
        output.Flush();
    }

    /// <summary>Ends it: the reply begins on a line of its own, after an empty one.</summary>
    public void End()
    {
        FlushWord();
        if (inLine)
            EndLine();
        if (begun)
            output.Write('\n');
        begun = false;
    }

    private void FlushWord()
    {
        if (word.Length == 0)
            return;
        var width = Math.Max(Bar.Length + 2, size().Width - 1);
        var line = new StyledLine().Add(word.ToString(), Style);
        word.Clear();
        if (inLine && column + blank + line.Width > width)
            EndLine();
        foreach (var part in line.Width <= width - Bar.Length ? [line] : LineWrapper.Wrap(line, width - Bar.Length))
        {
            if (inLine && column + blank + part.Width > width)
                EndLine();
            if (!inLine)
                output.Write(new StyledLine().Add(Bar, Style).ToAnsi(color));
            else if (blank > 0)
                output.Write(' ');
            output.Write(part.ToAnsi(color));
            column = (inLine ? column + blank : Bar.Length) + part.Width;
            (inLine, begun, blank) = (true, true, 0);
        }
    }

    private void EndLine()
    {
        output.Write(inLine ? "\n" : new StyledLine().Add(Bar, Style).ToAnsi(color) + "\n");
        (inLine, blank, column) = (false, 0, 0);
    }
}
