namespace LurkBot.Search;

/// <summary>The words of a query that messages are ranked by: pure.</summary>
internal static class QueryWords
{
    /// <summary>What a word of the last exchange counts where the message has one word of its own; the more it has, the less it needs them.</summary>
    private const double ExchangeWeight = 1.0 / 3;

    /// <summary>What a number counts: it is rarely there by chance.</summary>
    private const double NumberWeight = 1.3;

    /// <summary>Longer queries are pasted texts, of which the beginning and the end tell enough.</summary>
    private const int MostWords = 200;

    /// <summary>The words of a search: without stop words, unless it has no others.</summary>
    /// <param name="text">What is looked for.</param>
    public static IReadOnlyList<QueryWord> OfSearch(string text)
    {
        var words = Of(text, 1, isAsked: true, keepsStops: false);
        return words.Count > 0 ? words : Of(text, 1, isAsked: true, keepsStops: true);
    }

    /// <summary>All words of a search, each once.</summary>
    /// <param name="text">What is looked for.</param>
    public static IReadOnlyList<QueryWord> Every(string text) => Of(text, 1, isAsked: true, keepsStops: true);

    /// <summary>The words by which earlier messages are recalled.</summary>
    /// <param name="text">The message that is answered.</param>
    /// <param name="exchange">What was said last before it.</param>
    /// <returns>Each word once; none when the message is not about anything.</returns>
    public static IReadOnlyList<QueryWord> OfRecall(string text, string exchange)
    {
        var words = Of(text, 1, isAsked: true, keepsStops: false);
        if (!words.Exists(word => word.IsTopic))
            return [];
        var known = words.Select(word => word.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        // "What colour was it?" is about what was said before.
        var isQuestion = text.AsSpan().ContainsAny('?', '？', '؟');
        words.AddRange(Of(exchange, ExchangeWeight / (words.Count * words.Count), isAsked: false, keepsStops: false).Where(word => !StopWords.IsPhatic(word.Text) && known.Add(word.Text)).Select(word => word with { IsTopic = isQuestion }));
        return words;
    }

    private static List<QueryWord> Of(string text, double weight, bool isAsked, bool keepsStops)
    {
        var (words, known) = (new List<QueryWord>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        var pieces = SearchWords.Split(text);
        if (pieces.Count > MostWords)
            pieces.RemoveRange(MostWords / 2, pieces.Count - MostWords);
        foreach (var piece in pieces)
        {
            var word = SearchWords.Of(text, piece);
            if ((!keepsStops && StopWords.IsStop(word)) || !known.Add(word))
                continue;
            var isNumber = char.IsDigit(word[0]);
            var isName = isAsked && piece.Length > 1 && char.IsUpper(text[piece.Start]) && char.IsLower(text[piece.Start + 1]);
            words.Add(new QueryWord(word, isNumber ? weight * NumberWeight : weight, isName, isAsked && !StopWords.IsPhatic(word)));
        }

        return words;
    }
}
