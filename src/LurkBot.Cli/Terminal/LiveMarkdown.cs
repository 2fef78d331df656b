using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace LurkBot.Cli.Terminal;

/// <summary>
/// Shows a reply as Markdown while it comes: blocks that are complete are printed once and for all, the last one is painted
/// anew where it changes. A link defined by reference is known only within its block.
/// </summary>
/// <param name="renderer">Renders blocks; made once for a chat, since it learns the grammars of code.</param>
/// <param name="output">The terminal.</param>
/// <param name="size">Its size, asked at each painting.</param>
/// <param name="color">Whether colours are wanted.</param>
internal sealed class LiveMarkdown(MarkdownRenderer renderer, TextWriter output, Func<TerminalSize> size, bool color)
{
    private const int AlwaysPaintBelow = 2048;

    private readonly StringBuilder source = new();
    private List<string> shown = [];
    private bool separate;
    private int paintedLength;

    /// <summary>Adds a piece of the reply, cut anywhere.</summary>
    public void Append(string piece)
    {
        source.Append(piece);

        // Painting costs as much as the open block is long: of a long one, paint only when it has grown by some lines.
        var grown = source.Length - paintedLength;
        if (source.Length <= AlwaysPaintBelow || (grown > source.Length / 64 && piece.Contains('\n', StringComparison.Ordinal)))
            Paint();
    }

    /// <summary>Shows what is left and ends the line.</summary>
    public void End()
    {
        Paint();
        if (shown.Count > 0)
            output.Write('\n');
        source.Clear();
        shown.Clear();
        separate = false;
        paintedLength = 0;
    }

    private void Paint()
    {
        var text = source.ToString();
        paintedLength = text.Length;
        var width = Math.Max(2, size().Width - 1);
        var next = new List<string>();
        var lastStart = 0;
        Block? last = null;
        foreach (var block in MarkdownRenderer.Parse(text))
        {
            if (renderer.Render(block, width) is not { Count: > 0 } lines)
                continue;
            lastStart = next.Count;
            if (separate || next.Count > 0)
                next.Add("");
            next.AddRange(lines.Select(line => line.ToAnsi(color)));
            last = block;
        }

        Show(next);
        shown = next;
        if (lastStart == 0 || !IsCertain(last!, text))
            return;
        source.Remove(0, LineStart(text, last!.Span.Start));
        shown = next[lastStart..];
        separate = true;
        paintedLength = source.Length;
    }

    /// <summary>Whether a block will stay one whatever comes: its first line is complete, and it is not a part of the paragraph before it.</summary>
    private static bool IsCertain(Block block, string text)
    {
        var start = LineStart(text, block.Span.Start);
        return text.IndexOf('\n', start) >= 0
            && (block is not (ParagraphBlock or Table) || string.IsNullOrWhiteSpace(text[LineStart(text, Math.Max(0, start - 1))..start]));
    }

    private static int LineStart(string text, int index) => index == 0 ? 0 : text.LastIndexOf('\n', index - 1) + 1;

    /// <summary>Repaints from the first line that differs; lines that have left the screen stay as they are.</summary>
    private void Show(List<string> next)
    {
        var same = 0;
        while (same < shown.Count && same < next.Count && string.Equals(shown[same], next[same], StringComparison.Ordinal))
            same++;
        var text = new StringBuilder();
        if (next.Count == 0 && shown.Count == 0)
            return;
        if (same == shown.Count - 1 && next.Count > same && IsContinued(shown[same], next[same]))
        {
            text.Append(next[same].AsSpan(shown[same].Length));
            same++;
        }
        else if (same < shown.Count)
        {
            var up = Math.Min(shown.Count - 1 - Math.Max(0, Math.Min(same, next.Count - 1)), size().Height - 1);
            same = shown.Count - 1 - up;

            // The block has become so much shorter that all of it has left the screen: show its end again.
            if (same >= next.Count)
                same = Math.Max(0, next.Count - size().Height);
            text.Append('\r').Append(up > 0 ? $"\e[{up}A" : "").Append("\e[J");
            if (same < next.Count)
                text.Append(next[same]);
            same++;
        }
        else if (shown.Count == 0)
        {
            text.Append(next[0]);
            same = 1;
        }

        foreach (var line in next.Skip(same))
            text.Append('\n').Append(line);
        if (text.Length > 0)
            output.Write(text.ToString());
    }

    /// <summary>Whether words were added, the usual case. Other than ASCII could join the character before it.</summary>
    private static bool IsContinued(string before, string after) =>
        after.StartsWith(before, StringComparison.Ordinal) && (after.Length == before.Length || char.IsAscii(after[before.Length]));
}
