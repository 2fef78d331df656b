using System.Globalization;
using System.Text;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Text;

namespace LurkBot.Compaction;

/// <summary>A summary without a model: it quotes beginnings and lists what it leaves out. Always the same for the same entries.</summary>
internal static class PlainSummary
{
    private const int LongestQuote = 400;

    /// <summary>The summary of a plan.</summary>
    /// <param name="plan">What is summarized.</param>
    /// <param name="counter">Counts tokens.</param>
    /// <param name="maximumTokens">About how long it may be.</param>
    public static string Of(CompactionPlan plan, TokenCounter counter, long maximumTokens)
    {
        var before = plan.Previous?.Content ?? "";
        var text = new StringBuilder();
        foreach (var heading in SummaryHeadings.All)
        {
            var body = heading switch
            {
                SummaryHeadings.Goal when Kept(before, heading).Length == 0 => plan.Entries.OfType<UserEntry>().FirstOrDefault() is { } first ? "- " + HistoryDigest.Shorten(first.Content, LongestQuote) : "",
                SummaryHeadings.State => State(plan, counter, maximumTokens / 2),
                SummaryHeadings.Identifiers => "",
                _ => Kept(before, heading),
            };
            text.Append(text.Length == 0 ? "" : "\n").Append(heading).Append('\n').Append(body.TrimEnd()).Append(body.Length == 0 ? "" : "\n");
        }

        return text.ToString();
    }

    private static string Kept(string before, string heading) => SummaryEvidence.Section(before, heading).Trim();

    /// <summary>The lines of the summary before go on as long as there is room for them.</summary>
    private static string State(CompactionPlan plan, TokenCounter counter, long maximumTokens)
    {
        var messages = plan.Entries.Count(entry => entry.IsMessage);
        var before = Kept(plan.Previous?.Content ?? "", SummaryHeadings.State).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith('#') || plan.Previous?.Model is not null).ToList();
        before.AddRange(plan.Entries.OfType<UserEntry>().Select(HistoryDigest.Line));
        var last = plan.Entries.OfType<AssistantEntry>().LastOrDefault(entry => !string.IsNullOrWhiteSpace(entry.Content));
        var said = last is null ? "" : string.Create(CultureInfo.InvariantCulture, $"\nThe last answer (#{last.Id}) began: {HistoryDigest.Shorten(last.Content, LongestQuote)}");
        return string.Create(CultureInfo.InvariantCulture, $"No model summarized this. Left out: {Plural.Of(messages, "message")}, entries {new EntryRange(plan.Entries.Min(entry => entry.Id), plan.Range.Last)}. People said:\n{HistoryDigest.Newest(before, maximumTokens, counter)}{said}\n");
    }
}
