namespace LurkBot.Search;

/// <summary>The words of a query, and the form of texts in which they are compared.</summary>
internal static class SearchTerms
{
    /// <summary>A character that no folded text contains.</summary>
    public const char Never = '\u0001';

    /// <summary>Splits a query at blanks; what stands in quotes stays together, and a lone quote is a character like any other.</summary>
    /// <param name="text">What the user typed.</param>
    /// <returns>Folded words, each once.</returns>
    /// <exception cref="LurkBotException">There are none.</exception>
    public static IReadOnlyList<string> Parse(string text)
    {
        var terms = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var end = text[i] == '"' ? ClosingQuote(text, i) : -1;
            if (end > i + 1)
            {
                terms.Add(Fold(text[(i + 1)..end]));
                i = end + 1;
                continue;
            }

            end = i;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
                end++;
            terms.Add(Fold(text[i..end]));
            i = end;
        }

        return terms.Count > 0 ? [.. terms.Distinct(StringComparer.Ordinal)] : throw new EmptySearchException();
    }

    /// <summary>What stands in quotes in a query.</summary>
    /// <param name="text">What the user typed.</param>
    /// <returns>Folded texts.</returns>
    public static IReadOnlyList<string> Phrases(string text)
    {
        var phrases = new List<string>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '"' || (i > 0 && !char.IsWhiteSpace(text[i - 1])) || ClosingQuote(text, i) is not (> 0 and var end) || end == i + 1)
                continue;
            phrases.Add(Fold(text[(i + 1)..end]));
            i = end;
        }

        return phrases;
    }

    /// <summary>The text in which upper and lower case, composed and decomposed letters, full and half width are the same.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>Valid characters only; it may be shorter or longer than the text.</returns>
    public static string Fold(string text) => FoldedText.Of(text).Text;

    /// <summary>Whether all words stand in a text.</summary>
    /// <param name="folded">A folded text.</param>
    /// <param name="terms">Folded words.</param>
    public static bool Match(string folded, IReadOnlyList<string> terms)
    {
        foreach (var term in terms)
        {
            if (!folded.Contains(term, StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    /// <summary>The quote that ends the piece which begins at another; it has a blank or nothing behind it.</summary>
    private static int ClosingQuote(string text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '"' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1])))
                return i;
        }

        return -1;
    }
}
