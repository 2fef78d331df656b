using System.Text;

namespace LurkBot.Rendering;

/// <summary>Recognizes text that the parser would take long for or refuse: it is shown as it is.</summary>
internal static class HostileMarkdown
{
    private const int MostBrackets = 1_000;
    private const int MostDelimiters = 2_000;
    private const int DeepestLine = 40;

    /// <summary>Whether to leave the parser out.</summary>
    /// <param name="chunk">At most a chunk, so that what passes stays cheap.</param>
    public static bool Is(string chunk)
    {
        var text = WithoutCode(chunk);
        var (brackets, delimiters, depth) = (0, 0, 0);
        var isStart = true;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            brackets += character == '[' ? 1 : 0;
            // A run of them is one delimiter.
            delimiters += character is '*' or '_' or '~' && (i == 0 || text[i - 1] != character) ? 1 : 0;
            if (character == '\n')
                (depth, isStart) = (0, true);
            else if (isStart && character == '>')
                depth++;
            else if (isStart && character is '-' or '+' or '*' or '.' or ')' && i + 1 < text.Length && text[i + 1] is ' ' or '\t')
                depth++;
            else if (isStart && !char.IsAsciiDigit(character) && character is not (' ' or '\t' or '-' or '+' or '*' or '.' or ')'))
                isStart = false;
            if (brackets > MostBrackets || delimiters > MostDelimiters || depth > DeepestLine)
                return true;
        }

        return HtmlTable.IsTooLarge(text);
    }

    /// <summary>The text without blocks of code, which cost the parser nothing. Those in lists and quotations count: only the parser knows where they end.</summary>
    private static string WithoutCode(string chunk)
    {
        var (text, fence) = (new StringBuilder(chunk.Length), "");
        foreach (var line in chunk.Split('\n'))
        {
            var inner = line.AsSpan().TrimStart(' ');
            var indent = line.Length - inner.Length;
            var isFence = inner.StartsWith("```") || inner.StartsWith("~~~");
            var mark = isFence ? inner[..^inner.TrimStart(inner[0]).Length].ToString() : "";
            var rest = inner[mark.Length..];
            if (fence.Length > 0)
            {
                if (isFence && indent < 4 && mark[0] == fence[0] && mark.Length >= fence.Length && rest.IsWhiteSpace())
                    fence = "";
            }
            else if (isFence && (indent == 0 || (indent < 4 && text.Length == 0)) && !(mark[0] == '`' && rest.Contains('`')))
            {
                fence = mark;
            }
            else if (line.AsSpan().TrimStart(" \t>-+*.)0123456789") is var content && (content.StartsWith("```") || content.StartsWith("~~~")))
            {
                return chunk;
            }
            else
            {
                text.Append(line).Append('\n');
            }
        }

        return text.ToString();
    }
}
