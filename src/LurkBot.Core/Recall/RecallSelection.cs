using LurkBot.Context;
using LurkBot.Search;

namespace LurkBot.Recall;

/// <summary>Chooses what is quoted of the messages that were found: a pure function.</summary>
internal static class RecallSelection
{
    /// <summary>The part of the room that one message may take.</summary>
    private const int LargestShare = 4;

    /// <summary>Room that is left for less than this is not used up.</summary>
    private const int LeastTokens = 24;

    /// <summary>Takes the best messages that fit, each text once.</summary>
    /// <param name="hits">Messages, the best first.</param>
    /// <param name="shown">The ids of those that the context shows anyway.</param>
    /// <param name="text">The message that is answered.</param>
    /// <param name="room">The most tokens.</param>
    /// <param name="zone">In which zone days are told.</param>
    /// <param name="counter">Counts tokens.</param>
    /// <returns>Quotations in the order of their ids, those of other sessions first.</returns>
    public static IReadOnlyList<RecalledQuote> Choose(IReadOnlyList<RecallHit> hits, IReadOnlySet<long> shown, string text, int room, TimeZoneInfo zone, TokenCounter counter)
    {
        var (chosen, days, texts, words) = (new List<RecalledQuote>(), new HashSet<(RecallOrigin?, DateOnly)>(), new HashSet<string>(StringComparer.Ordinal) { text.Trim() }, WordsOf(text));
        var left = room - RecallText.CountFrame(counter);
        foreach (var hit in hits)
        {
            if (left < LeastTokens)
                break;
            if ((hit.Origin is null && shown.Contains(hit.Id)) || !texts.Add(hit.Text.Trim()))
                continue;
            var quote = RecalledQuote.Whole(hit);
            var ofDay = days.Contains((quote.Origin, RecallText.DayOf(quote, zone))) ? 0 : RecallText.Count(quote.Origin, RecallText.DayOf(quote, zone), counter);
            var most = Math.Max(room / LargestShare, LeastTokens);
            if (RecallText.Count(quote, counter) > most)
                quote = SentenceCut.Of(quote, words, Math.Min(most, left - ofDay), counter);
            // A shorter one may still fit.
            if (quote.Text.Length == 0 || RecallText.Count(quote, counter) + ofDay > left)
                continue;
            chosen.Add(quote);
            days.Add((quote.Origin, RecallText.DayOf(quote, zone)));
            left -= RecallText.Count(quote, counter) + ofDay;
        }

        // A tokenizer may see more in the whole than in its lines.
        while (chosen.Count > 0 && RecallText.Write(InOrder(), before: 0, zone, counter).Tokens > room)
            chosen.RemoveAt(chosen.Count - 1);
        return InOrder();

        List<RecalledQuote> InOrder() => [.. chosen.OrderBy(quote => quote.Origin is null ? 1 : 0).ThenBy(quote => quote.Origin?.Key.ToString() ?? "", StringComparer.Ordinal).ThenBy(quote => quote.Id)];
    }

    private static HashSet<string> WordsOf(string text) => [.. SearchTerms.Fold(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 3)];
}
