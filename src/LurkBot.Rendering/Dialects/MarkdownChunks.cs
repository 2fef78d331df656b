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

    private int position;
    private string info = "";
    private string separator = MessageBlock.ParagraphBreak;

    /// <summary>The fence of the block of code that is open: a guess, until the parser knows better.</summary>
    public string Fence { get; set; } = "";

    /// <summary>The line that opens that block again; empty when none is open.</summary>
    public string Opening => Fence.Length > 0 ? $"{Fence}{info}\n" : "";

    /// <summary>The next chunk; null at the end.</summary>
    public MarkdownChunk? Next()
    {
        if (position >= text.Length)
            return null;
        var (end, next, following) = Find();
        var chunk = new MarkdownChunk(text[position..end], separator);
        (position, separator) = (next, following);
        return chunk;
    }

    /// <summary>Finds the end of the next chunk, where the one after it begins, and what separates them.</summary>
    private (int End, int Next, string Break) Find()
    {
        var limit = position + Longest;
        if (text.Length <= limit)
            return (text.Length, text.Length, "");
        var (atBlank, atLine, wasBlank) = (0, 0, false);
        for (var line = position; ;)
        {
            var end = text.IndexOf('\n', line, limit - line);
            if (line > position && wasBlank && Fence.Length == 0 && !char.IsWhiteSpace(text[line]))
                atBlank = line;
            else if (line > position)
                atLine = line;
            if (end < 0)
                break;
            wasBlank = text.AsSpan(line, end - line).IsWhiteSpace();
            Watch(text[line..end]);
            line = end + 1;
        }

        var least = position + (Longest / 4);
        if (atBlank > least)
        {
            Fence = "";
            return (atBlank - 1, atBlank, MessageBlock.ParagraphBreak);
        }

        if (Math.Max(atBlank, atLine) is var cut && cut > least)
            return (cut - 1, cut, "\n");
        var space = Fence.Length > 0 ? -1 : Space(least, limit);
        if (space > 0)
            return (space, space + 1, " ");
        var border = WholeCharacters(limit);
        // The parser drops spaces at the ends of a paragraph. In code they count, and whether this is code is a guess: there it cuts between two other characters.
        if (Fence.Length > 0)
            border = WholeCharacters(BetweenOthers(border));
        return border > position + 1 && text[border - 1] == ' ' && Fence.Length == 0 ? (border - 1, border, " ") : (border, border, "");
    }

    /// <summary>The last position up to a border with a space neither before nor behind it; the border where there is none.</summary>
    private int BetweenOthers(int border)
    {
        for (var i = border; i > position + 1; i--)
        {
            if (text[i - 1] != ' ' && text[i] != ' ')
                return i;
        }

        return border;
    }

    /// <summary>The last space in a range, if possible before a letter: anything else at the beginning of a line can be a heading, a list or a rule.</summary>
    private int Space(int from, int to)
    {
        for (var i = to - 1; i > from; i--)
        {
            if (text[i] == ' ' && char.IsLetter(text[i + 1]))
                return i;
        }

        return text.LastIndexOf(' ', to, to - from);
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

    private void Watch(string line)
    {
        var match = FenceLine().Match(line);
        if (!match.Success)
            return;
        var (mark, rest) = (match.Groups["mark"].Value, match.Groups["rest"].Value);
        if (Fence.Length == 0)
            (Fence, info) = mark[0] == '`' && rest.Contains('`') ? ("", "") : (mark, rest);
        else if (mark[0] == Fence[0] && mark.Length >= Fence.Length && string.IsNullOrWhiteSpace(rest))
            Fence = "";
    }

    [GeneratedRegex(@"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?<mark>`{3,}|~{3,})(?<rest>.*)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex FenceLine();
}
