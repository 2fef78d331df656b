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
        var (brackets, delimiters, depth) = (0, 0, 0);
        var isStart = true;
        for (var i = 0; i < chunk.Length; i++)
        {
            var character = chunk[i];
            brackets += character == '[' ? 1 : 0;
            // A run of them is one delimiter.
            delimiters += character is '*' or '_' or '~' && (i == 0 || chunk[i - 1] != character) ? 1 : 0;
            if (character == '\n')
                (depth, isStart) = (0, true);
            else if (isStart && character == '>')
                depth++;
            else if (isStart && character is '-' or '+' or '*' or '.' or ')' && i + 1 < chunk.Length && chunk[i + 1] is ' ' or '\t')
                depth++;
            else if (isStart && !char.IsAsciiDigit(character) && character is not (' ' or '\t' or '-' or '+' or '*' or '.' or ')'))
                isStart = false;
            if (brackets > MostBrackets || delimiters > MostDelimiters || depth > DeepestLine)
                return true;
        }

        return HtmlTable.IsTooLarge(chunk);
    }
}
