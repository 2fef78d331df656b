namespace LurkBot.Text;

/// <summary>Finds the value behind a name and an equals sign or a colon, as shells, JSON, YAML, XML and HTTP write it.</summary>
internal static class AssignedValue
{
    private const int LongestGroup = 10_000;

    private static readonly string[] Words = ["true", "false", "null", "none", "undefined"];

    /// <summary>Where the value begins and ends; nothing when there is none, or only a word such as <c>null</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The first character behind the sign.</param>
    /// <param name="header">Whether it is an HTTP header, whose value reaches to the end of the line and begins with a scheme.</param>
    public static (int Start, int End) Find(string text, int start, bool header)
    {
        if (start < text.Length && text[start] is '[' or '{')
            return (start, GroupEnd(text, start));
        if (YamlBlock.Find(text, start) is { } block)
            return block;
        var quote = start;
        while (quote < text.Length && text[quote] == '\\')
            quote++;
        var isQuoted = quote < text.Length && text[quote] is '"' or '\'' or '`';
        var begin = isQuoted ? quote + 1 : start;
        var end = isQuoted ? QuoteEnd(text, quote, quote - start) : header ? LineEnd(text, begin) : RunEnd(text, begin);
        if (header)
            begin = SchemeEnd(text, begin, end);
        return Array.Exists(Words, word => text.AsSpan(begin, end - begin).Equals(word, StringComparison.OrdinalIgnoreCase)) ? (begin, begin) : (begin, end);
    }

    /// <summary>The quote that closes has no more backslashes before it than the one that opened: JSON stands in JSON escaped.</summary>
    private static int QuoteEnd(string text, int quote, int backslashes)
    {
        var run = 0;
        for (var i = quote + 1; i < text.Length; i++)
        {
            if (text[i] is '\n' or '\r')
                return i;
            if (text[i] == text[quote] && run <= backslashes)
                return i - run;
            run = text[i] == '\\' ? run + 1 : 0;
        }

        return text.Length;
    }

    /// <summary>Behind the bracket that closes a list or an object; one that is not closed in sight is taken as far as that goes.</summary>
    private static int GroupEnd(string text, int start)
    {
        var limit = Math.Min(text.Length, start + LongestGroup);
        var (depth, backslashes) = (0, 0);
        for (var i = start; i < limit; i++)
        {
            if (text[i] == '"')
            {
                i = QuoteEnd(text, i, backslashes);
                while (i < limit && text[i] == '\\')
                    i++;
            }
            else if (text[i] is '[' or '{')
            {
                depth++;
            }
            else if (text[i] is ']' or '}' && --depth == 0)
            {
                return i + 1;
            }

            backslashes = i < limit && text[i] == '\\' ? backslashes + 1 : 0;
        }

        return limit;
    }

    private static int RunEnd(string text, int start)
    {
        var end = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('"' or '\'' or '`' or '<' or '&') && !IsEscape(text, end))
            end++;
        while (end > start && text[end - 1] is ',' or ';' or ')' or '}')
            end--;
        return end;
    }

    private static int LineEnd(string text, int start)
    {
        var end = start;
        while (end < text.Length && text[end] is not ('\n' or '\r' or '"' or '\'' or '`') && !IsEscape(text, end))
            end++;
        return end;
    }

    /// <summary>Whether an escape of JSON ends the value: text in JSON in JSON.</summary>
    private static bool IsEscape(string text, int at) =>
        text[at] == '\\' && at + 1 < text.Length && text[at + 1] is 'n' or 'r' or 't' or '"' or '\'' or '\\';

    private static int SchemeEnd(string text, int start, int end)
    {
        var space = start;
        while (space < end && char.IsAsciiLetter(text[space]))
            space++;
        var rest = space;
        while (rest < end && text[rest] == ' ')
            rest++;
        return rest > space && space > start && rest < end ? rest : start;
    }
}
