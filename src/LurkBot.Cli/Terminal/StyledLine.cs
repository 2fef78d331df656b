using System.Text;
using LurkBot.Rendering;
using LurkBot.Text;

namespace LurkBot.Cli.Terminal;

/// <summary>One line of styled text, and the only way that text from outside gets into the rendered reply (invariant 13).</summary>
internal sealed class StyledLine
{
    private readonly List<StyledRun> runs = [];

    public IReadOnlyList<StyledRun> Runs => runs;

    /// <summary>Its width in cells.</summary>
    public int Width { get; private set; }

    public string Text => string.Concat(runs.Select(run => run.Text));

    /// <summary>Adds text, made harmless.</summary>
    public StyledLine Add(string text, TextStyle style = default)
    {
        if (text.Length == 0)
            return this;
        text = TerminalText.Sanitize(text.Replace("\t", "    ", StringComparison.Ordinal).ReplaceLineEndings(" "), keepNewlines: false);
        if (runs.Count > 0 && runs[^1].Style == style)
            runs[^1] = new StyledRun(runs[^1].Text + text, style);
        else
            runs.Add(new StyledRun(text, style));
        Width += CellWidth.Of(text);
        return this;
    }

    /// <summary>Adds all of another line.</summary>
    public StyledLine Add(StyledLine other)
    {
        foreach (var run in other.runs)
            Add(run.Text, run.Style);
        return this;
    }

    /// <summary>The line as bytes for a terminal: each run between its own escape and a reset.</summary>
    /// <param name="color">Whether colours are wanted; attributes are kept all the same.</param>
    public string ToAnsi(bool color)
    {
        var text = new StringBuilder();
        foreach (var (content, style) in runs)
        {
            var codes = new List<int>();
            if (style.Attributes.HasFlag(TextAttributes.Bold))
                codes.Add(1);
            if (style.Attributes.HasFlag(TextAttributes.Italic))
                codes.Add(3);
            if (style.Attributes.HasFlag(TextAttributes.Underline))
                codes.Add(4);
            if (style.Attributes.HasFlag(TextAttributes.Strike))
                codes.Add(9);
            if (color && style.Color != TextColor.Default)
                codes.Add((int)style.Color);
            if (codes.Count == 0)
                text.Append(content);
            else
                text.Append("\e[").AppendJoin(';', codes).Append('m').Append(content).Append("\e[0m");
        }

        return text.ToString();
    }
}
