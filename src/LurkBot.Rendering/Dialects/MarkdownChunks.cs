using System.Text.RegularExpressions;

namespace LurkBot.Rendering;

/// <summary>
/// Cuts a long text into chunks, because the parser's time on hostile text grows with the square of its length. Most messages are one chunk. It cuts
/// at a blank line at the top level, else at any line, else inside a line; links by reference and emphasis do not reach over a cut.
/// </summary>
/// <param name="text">The text.</param>
internal sealed partial class MarkdownChunks(string text)
{
    private const int Longest = 12_000;

    private string fence = "";
    private string fenceLine = "";
    private int position;

    /// <summary>Cuts.</summary>
    public IEnumerable<MarkdownChunk> All()
    {
        var separator = MessageBlock.ParagraphBreak;
        while (position < text.Length)
        {
            var (start, opened) = (position, fenceLine);
            var (end, next, following) = Next();
            var closing = fence.Length > 0 && end < text.Length ? "\n" + fence : "";
            if (end > start)
            {
                yield return new MarkdownChunk(opened.Length > 0 ? $"{opened}\n{text[start..end]}{closing}" : text[start..end] + closing, separator, opened.Length > 0);
                separator = following;
            }

            position = next;
        }
    }

    /// <summary>Finds the end of the next chunk, where the one after it begins, and what separates them; keeps the fence that is open there.</summary>
    private (int End, int Next, string Break) Next()
    {
        var limit = position + Longest;
        var (atBlank, atLine, atCode) = ((0, 0), (0, 0), (0, 0, "", ""));
        var wasBlank = false;
        var line = position;
        while (line < text.Length && line < limit)
        {
            var end = text.IndexOf('\n', line, Math.Min(limit, text.Length) - line);
            if (end < 0)
                end = text.Length > limit ? limit : text.Length;
            if (end >= limit)
                break;
            if (line > position && fence.Length == 0)
            {
                if (wasBlank && line < end && !char.IsWhiteSpace(text[line]))
                    atBlank = (line - 1, line);
                else
                    atLine = (line - 1, line);
            }
            else if (line > position)
            {
                atCode = (line - 1, line, fence, fenceLine);
            }

            wasBlank = text.AsSpan(line, end - line).IsWhiteSpace();
            Fence(text[line..end]);
            line = end + 1;
        }

        if (line >= text.Length)
            return (text.Length, text.Length, "");
        return Best(atBlank, atLine, atCode, limit);
    }

    private (int End, int Next, string Break) Best((int End, int Next) atBlank, (int End, int Next) atLine, (int End, int Next, string Fence, string Line) atCode, int limit)
    {
        var half = position + (Longest / 4);
        if (atBlank.Next > half)
        {
            (fence, fenceLine) = ("", "");
            return (atBlank.End, atBlank.Next, MessageBlock.ParagraphBreak);
        }

        if (Math.Max(atLine.Next, atCode.Next) > half)
        {
            if (atLine.Next > atCode.Next)
                atCode = (atLine.End, atLine.Next, "", "");
            (fence, fenceLine) = (atCode.Fence, atCode.Line);
            return (atCode.End, atCode.Next, "\n");
        }

        if (fence.Length > 0 || text.LastIndexOf(' ', limit, limit - half) is not (>= 0 and var space))
            return (WholeCharacters(limit), WholeCharacters(limit), "");
        return (space, space + 1, " ");
    }

    /// <summary>The last border between characters up to the end; inside of one that is longer than a chunk, between code points.</summary>
    private int WholeCharacters(int end)
    {
        for (var border = position; ;)
        {
            var next = border + CellWidth.ClusterLength(text.AsSpan(border, Math.Min(text.Length, end + Longest) - border));
            if (next > end)
                return border > position ? border : end - (char.IsLowSurrogate(text[end]) ? 1 : 0);
            border = next;
        }
    }

    private void Fence(string line)
    {
        var match = FenceLine().Match(line);
        if (!match.Success)
            return;
        var (mark, rest) = (match.Groups["mark"].Value, match.Groups["rest"].Value);
        if (fence.Length == 0)
        {
            if (mark[0] == '`' && rest.Contains('`'))
                return;
            var indent = match.Groups["before"].Value.Length < 4 ? "" : "   ";
            (fence, fenceLine) = (indent + mark, indent + mark + rest);
        }
        else if (mark[0] == fence[^1] && mark.Length >= fence.Trim().Length && string.IsNullOrWhiteSpace(rest))
        {
            (fence, fenceLine) = ("", "");
        }
    }

    [GeneratedRegex(@"^(?<before>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?<mark>`{3,}|~{3,})(?<rest>.*)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex FenceLine();
}
