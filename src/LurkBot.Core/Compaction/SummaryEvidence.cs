using System.Globalization;
using System.Text;
using LurkBot.Context;
using LurkBot.Entries;

namespace LurkBot.Compaction;

/// <summary>What a summary of a part of a history must keep.</summary>
/// <param name="Questions">What nobody answered, in short, each with its entry.</param>
/// <param name="Identifiers">What must be kept letter by letter, the newest last, each with the entry in which it stands.</param>
internal sealed record SummaryEvidence(IReadOnlyList<(string Text, long Id)> Questions, IReadOnlyList<(string Text, long Id)> Identifiers)
{
    private const int LongestQuestion = 300;
    private const int MostQuestions = 20;
    private const int MostOfATool = 20;
    private const int LongestBeginning = 2_000;

    /// <summary>The evidence in what a plan takes; what the summary before it lists is kept too.</summary>
    /// <param name="plan">The plan.</param>
    public static SummaryEvidence Of(CompactionPlan plan)
    {
        var (entries, previous) = (plan.Entries, plan.Previous);
        var answered = entries.OfType<AssistantEntry>().Where(entry => !entry.Partial && entry.ToolCalls.Count == 0).Select(entry => entry.Turn).ToHashSet();
        var identifiers = new Dictionary<string, long>(Dropped(previous), StringComparer.Ordinal);
        foreach (var identifier in previous is null ? [] : ExactIdentifiers.In(previous.Content))
        {
            if (!IsMark(previous!.Content, identifier))
                identifiers.TryAdd(identifier, previous.Id);
        }

        foreach (var entry in entries)
        {
            if (entry.IsMessage)
                Add(identifiers, entry.Content, entry.Id, int.MaxValue);
            foreach (var call in (entry as AssistantEntry)?.ToolCalls ?? [])
                Add(identifiers, call.Arguments, entry.Id, MostOfATool);

            // Of what tools print only the beginning counts: listings have thousands of names that nobody spoke of.
            if (entry is ToolEntry tool)
                Add(identifiers, tool.Content[..Math.Min(tool.Content.Length, LongestBeginning)], tool.Id, MostOfATool);
        }

        var questions = entries.OfType<UserEntry>().Where(entry => !entry.Observed && !answered.Contains(plan.TurnOf(entry))).Select(entry => (HistoryDigest.Shorten(entry.Content, LongestQuestion), entry.Id));
        return new SummaryEvidence([.. Carried(previous).Concat(questions).TakeLast(MostQuestions)], [.. identifiers.Select(pair => (pair.Key, pair.Value))]);
    }

    /// <summary>A question as a line of a summary, by which the next summary knows it again.</summary>
    public static string Line((string Text, long Id) question) => string.Create(CultureInfo.InvariantCulture, $"{question.Text}{Mark(question.Id)}");

    /// <summary>How an entry is named behind a question.</summary>
    public static string Mark(long id) => string.Create(CultureInfo.InvariantCulture, $" (#{id})");

    /// <summary>The lines under a heading.</summary>
    public static string Section(string summary, string heading)
    {
        var text = new StringBuilder();
        var inside = false;
        foreach (var line in summary.Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
                inside = line.Trim().Equals(heading, StringComparison.OrdinalIgnoreCase);
            else if (inside)
                text.Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The questions that were added to a summary.</summary>
    private static IEnumerable<(string Text, long Id)> Carried(SummaryEntry? previous)
    {
        foreach (var line in previous is null ? [] : Section(previous.Content, SummaryHeadings.Questions).Split('\n'))
        {
            var at = line.LastIndexOf(" (#", StringComparison.Ordinal);
            var end = at < 0 ? -1 : line.IndexOf(')', at);
            if (end > 0 && long.TryParse(line.AsSpan((at + 3)..end), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && line[..at].TrimStart('-', '*', ' ') is { Length: > 0 } text)
                yield return (text, id);
        }
    }

    /// <summary>What a summary lists as left out, with the entries that contain it.</summary>
    public static IReadOnlyDictionary<string, long> Dropped(SummaryEntry? summary)
    {
        var dropped = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var identifier in summary?.Dropped ?? [])
            dropped.TryAdd(identifier.Text, identifier.Entry);
        return dropped;
    }

    /// <summary>Whether an identifier is nothing but the mark of a question.</summary>
    private static bool IsMark(string summary, string identifier) => identifier.StartsWith('#') && summary.Contains($" ({identifier})", StringComparison.Ordinal);

    private static void Add(Dictionary<string, long> identifiers, string text, long id, int most)
    {
        foreach (var identifier in ExactIdentifiers.In(text).Take(most))
            identifiers.TryAdd(identifier, id);
    }
}
