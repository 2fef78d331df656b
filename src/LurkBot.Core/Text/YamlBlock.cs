namespace LurkBot.Text;

/// <summary>Finds the value that YAML writes below a name: the items of a list, a mapping, or lines of text.</summary>
internal static class YamlBlock
{
    private const int MostLines = 100;

    /// <summary>From the first character below the name to the last one; null when nothing of it stands there.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Behind the name's colon and blanks.</param>
    public static (int Start, int End)? Find(string text, int start)
    {
        var line = start;
        if (line < text.Length && text[line] is '|' or '>')
            line++;
        while (line < text.Length && text[line] is '-' or '+' or ' ' or '\t' or '\r')
            line++;
        if (line >= text.Length || text[line] != '\n')
            return null;
        var indent = Indent(text, text.LastIndexOf('\n', Math.Max(0, start - 1)) + 1);
        var (begin, end) = (-1, -1);
        for (var lines = 0; line < text.Length && text[line] == '\n' && lines < MostLines; lines++)
        {
            var width = Indent(text, line + 1);
            var first = line + 1 + width;
            if (first >= text.Length || text[first] is '\n' or '\r' || width < indent || (width == indent && text[first] != '-'))
                break;
            begin = begin < 0 ? first : begin;
            line = text.IndexOf('\n', first);
            line = line < 0 ? text.Length : line;
            end = text[line - 1] == '\r' ? line - 1 : line;
        }

        return begin < 0 ? null : (begin, end);
    }

    private static int Indent(string text, int line)
    {
        var end = line;
        while (end < text.Length && text[end] is ' ' or '\t')
            end++;
        return end - line;
    }
}
