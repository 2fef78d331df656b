using LurkBot.Rendering;

namespace LurkBot.Cli.Terminal;

/// <summary>Breaks styled text into lines that fit.</summary>
internal static class LineWrapper
{
    /// <summary>Breaks at spaces, between wide characters, and inside a word only when it is longer than a line.</summary>
    /// <param name="line">The whole text.</param>
    /// <param name="width">Cells in a line, at least 2 (one wide character).</param>
    public static List<StyledLine> Wrap(StyledLine line, int width)
    {
        width = Math.Max(2, width);
        if (line.Width <= width)
            return [line];
        var lines = new List<StyledLine>();
        var current = new StyledLine();
        var gap = new StyledLine();
        foreach (var word in Words(line))
        {
            if (word.Text is [' ', ..])
            {
                gap = word;
                continue;
            }

            if (current.Width > 0 && current.Width + gap.Width + word.Width > width)
            {
                lines.Add(current);
                current = new StyledLine();
            }
            else if (current.Width > 0 || lines.Count == 0)
            {
                current.Add(gap);
            }

            gap = new StyledLine();
            current = AddInPieces(lines, current, word, width);
        }

        lines.Add(current);
        return lines;
    }

    private static StyledLine AddInPieces(List<StyledLine> lines, StyledLine current, StyledLine word, int width)
    {
        foreach (var (text, style) in word.Runs)
        {
            for (var start = 0; start < text.Length;)
            {
                var length = CellWidth.LengthWithin(text.AsSpan(start), width - current.Width);
                if (length == 0 && current.Width > 0)
                {
                    lines.Add(current);
                    current = new StyledLine();
                    continue;
                }

                length = length > 0 ? length : CellWidth.ClusterLength(text.AsSpan(start));
                current.Add(text.Substring(start, length), style);
                start += length;
            }
        }

        return current;
    }

    /// <summary>Runs of spaces, wide characters one by one, and words between them; a word can be of several styles.</summary>
    private static IEnumerable<StyledLine> Words(StyledLine line)
    {
        var word = new StyledLine();
        bool? spaces = null;
        foreach (var (text, style) in line.Runs)
        {
            var start = 0;
            for (var i = 0; i < text.Length;)
            {
                var length = CellWidth.ClusterLength(text.AsSpan(i));
                var wide = CellWidth.OfCluster(text.AsSpan(i, length)) > 1;
                if (spaces is not null && (wide || spaces != (text[i] == ' ')))
                {
                    word.Add(text[start..i], style);
                    start = i;
                    if (word.Width > 0)
                        yield return word;
                    word = new StyledLine();
                }

                spaces = wide ? null : text[i] == ' ';
                i += length;
                if (wide)
                {
                    word.Add(text[start..i], style);
                    start = i;
                    yield return word;
                    word = new StyledLine();
                }
            }

            word.Add(text[start..], style);
        }

        if (word.Width > 0)
            yield return word;
    }
}
