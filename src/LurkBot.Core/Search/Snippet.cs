namespace LurkBot.Search;

/// <summary>A piece of a message on one line.</summary>
/// <param name="Text">The text, with an ellipsis where something is left out.</param>
/// <param name="Matches">Where in it the words stand, in order, without overlaps.</param>
internal sealed record Snippet(string Text, IReadOnlyList<SnippetMatch> Matches)
{
    private const int Before = 48;
    private const int Longest = 160;
    private const int MostLookedAt = 2_000;

    /// <summary>Cuts the piece around the first place where a word stands.</summary>
    /// <param name="text">The whole message.</param>
    /// <param name="terms">Folded words.</param>
    public static Snippet Cut(string text, IReadOnlyList<string> terms)
    {
        var folded = FoldedText.Of(text);
        var first = folded.PlaceOf(FirstPlace(folded.Text, terms));
        var (start, end) = Range(text, first);
        var (opening, closing) = (start > 0 ? "…" : "", end < text.Length ? "…" : "");
        var piece = OneLine(text[start..end]);
        return new Snippet(opening + piece + closing, Places(FoldedText.Of(text[start..end]), piece.Length, terms, opening.Length));
    }

    /// <summary>Cuts the piece that has the most of some words.</summary>
    /// <param name="text">The whole message.</param>
    /// <param name="words">Where the words stand, in order.</param>
    public static Snippet Around(string text, IReadOnlyList<TextPiece> words)
    {
        var (best, most, known) = (0, 0, new HashSet<string>(StringComparer.OrdinalIgnoreCase));
        for (var i = 0; i < Math.Min(words.Count, MostLookedAt); i++)
        {
            known.Clear();
            for (var j = i; j < words.Count && words[j].Start + words[j].Length <= words[i].Start + Longest - Before; j++)
                known.Add(text.Substring(words[j].Start, words[j].Length));
            if (known.Count > most)
                (best, most) = (i, known.Count);
        }

        var (start, end) = Range(text, words[best].Start);
        var opening = start > 0 ? "…" : "";
        var piece = OneLine(text[start..end]);
        var matches = new List<SnippetMatch>();
        foreach (var word in words)
        {
            // Pairs of characters overlap.
            var from = Math.Max(word.Start, matches.Count == 0 ? start : matches[^1].Start + matches[^1].Length + start - opening.Length);
            var to = Math.Min(word.Start + word.Length, end);
            if (from < to)
                matches.Add(new SnippetMatch(from - start + opening.Length, to - from));
        }

        return new Snippet(opening + piece + (end < text.Length ? "…" : ""), matches);
    }

    private static (int Start, int End) Range(string text, int first)
    {
        var start = first <= Before ? 0 : WordStart(text, first - Before, first);
        var end = Math.Min(text.Length, start + Longest);
        return (start, end < text.Length && char.IsLowSurrogate(text[end]) ? end - 1 : end);
    }

    private static int FirstPlace(string folded, IReadOnlyList<string> terms)
    {
        var first = -1;
        foreach (var term in terms)
        {
            var place = folded.IndexOf(term, StringComparison.Ordinal);
            if (place >= 0 && (first < 0 || place < first))
                first = place;
        }

        return Math.Max(0, first);
    }

    /// <summary>The first beginning of a word, or else of a character.</summary>
    private static int WordStart(string text, int from, int before)
    {
        for (var i = from; i < before; i++)
        {
            if (char.IsWhiteSpace(text[i - 1]))
                return i;
        }

        return char.IsLowSurrogate(text[from]) ? from + 1 : from;
    }

    private static string OneLine(string text) => string.Create(text.Length, text, static (line, original) =>
    {
        for (var i = 0; i < line.Length; i++)
            line[i] = original[i] is '\n' or '\r' or '\t' ? ' ' : original[i];
    });

    private static List<SnippetMatch> Places(FoldedText piece, int length, IReadOnlyList<string> terms, int shift)
    {
        var (folded, marked) = (piece.Text, new bool[length]);
        foreach (var term in terms)
        {
            for (var place = folded.IndexOf(term, StringComparison.Ordinal); place >= 0; place = folded.IndexOf(term, place + 1, StringComparison.Ordinal))
            {
                for (var i = piece.PlaceOf(place); i < Math.Max(piece.PlaceOf(place + term.Length), piece.PlaceOf(place) + 1); i++)
                    marked[i] = true;
            }
        }

        var places = new List<SnippetMatch>();
        for (var i = 0; i < marked.Length; i++)
        {
            if (!marked[i])
                continue;
            var start = i;
            while (i < marked.Length && marked[i])
                i++;
            places.Add(new SnippetMatch(start + shift, i - start));
        }

        return places;
    }
}
