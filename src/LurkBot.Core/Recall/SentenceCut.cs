using System.Buffers;
using LurkBot.Context;
using LurkBot.Search;

namespace LurkBot.Recall;

/// <summary>Cuts a long message at sentences, around the one that has most of the words that are looked for.</summary>
internal static class SentenceCut
{
    /// <summary>A sentence without an end is cut after so many UTF-16 code units.</summary>
    private const int Longest = 400;

    private static readonly SearchValues<char> Ends = SearchValues.Create(".!?…。！？\n");

    /// <summary>The part of a message that fits.</summary>
    /// <param name="quote">The whole message.</param>
    /// <param name="words">Folded words.</param>
    /// <param name="most">The most tokens of the quotation.</param>
    /// <param name="counter">Counts tokens.</param>
    /// <returns>Whole sentences in a row; with an empty text when not even one fits.</returns>
    public static RecalledQuote Of(RecalledQuote quote, IReadOnlySet<string> words, int most, TokenCounter counter)
    {
        var sentences = SentencesOf(quote.Text);
        var best = Enumerable.Range(0, sentences.Count).MaxBy(i => Matches(quote.Text[sentences[i]], words));
        var (first, last) = (best, best - 1);
        while (last + 1 < sentences.Count && Fits(first, last + 1))
            last++;
        while (last >= first && first > 0 && Fits(first - 1, last))
            first--;
        return last < first ? quote with { Text = "", IsWhole = false } : PartOf(first, last);

        bool Fits(int from, int to) => RecallText.Count(PartOf(from, to), counter) <= most;

        RecalledQuote PartOf(int from, int to)
        {
            var (start, end) = (sentences[from].Start.Value, sentences[to].End.Value);
            return quote with { From = start, Text = quote.Text[start..end], IsWhole = start == 0 && end == quote.Text.Length, IsCut = end < quote.Text.Length };
        }
    }

    private static int Matches(string sentence, IReadOnlySet<string> words)
    {
        var folded = SearchTerms.Fold(sentence);
        return words.Count(word => folded.Contains(word, StringComparison.Ordinal));
    }

    /// <summary>Sentences without the blanks between them; long ones without an end are cut at blanks.</summary>
    private static List<Range> SentencesOf(string text)
    {
        var (sentences, start) = (new List<Range>(), 0);
        while (start < text.Length)
        {
            if (char.IsWhiteSpace(text[start]))
            {
                start++;
                continue;
            }

            var end = text.AsSpan(start).IndexOfAny(Ends) is >= 0 and var place ? start + place + 1 : text.Length;
            if (end - start > Longest)
            {
                end = text.AsSpan(start, Longest).LastIndexOf(' ') is > 0 and var blank ? start + blank : start + Longest;
                if (char.IsHighSurrogate(text[end - 1]) && end < text.Length)
                    end--;
            }

            while (end < text.Length && Ends.Contains(text[end]) && text[end] != '\n')
                end++;
            sentences.Add(start..end);
            start = end;
        }

        return sentences;
    }
}
