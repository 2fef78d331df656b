using System.Text;
using LurkBot.Context;
using LurkBot.History;

namespace LurkBot.Compaction;

/// <summary>What a summary of a part of a history must keep.</summary>
/// <param name="Questions">Messages that nobody answered.</param>
/// <param name="Identifiers">What must be kept letter by letter, the newest last, each with the entry in which it stands.</param>
public sealed record SummaryEvidence(IReadOnlyList<UserEntry> Questions, IReadOnlyList<(string Text, long Id)> Identifiers)
{
    private const int LongestQuestion = 300;
    private const int MostOfATool = 20;
    private const int LongestBeginning = 2_000;

    /// <summary>The evidence in a part of a history.</summary>
    /// <param name="entries">The part.</param>
    /// <param name="previous">The summary that goes on; what it lists is kept too.</param>
    public static SummaryEvidence Of(IReadOnlyList<Entry> entries, SystemEntry? previous)
    {
        var answered = entries.OfType<AssistantEntry>().Where(entry => !entry.Partial && entry.ToolCalls.Count == 0).Select(entry => entry.Turn).ToHashSet();
        var identifiers = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var identifier in previous is null ? [] : ExactIdentifiers.In(previous.Content))
            identifiers.TryAdd(identifier, previous!.Id);
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

        return new SummaryEvidence([.. entries.OfType<UserEntry>().Where(entry => !answered.Contains(entry.Turn))], [.. identifiers.Select(pair => (pair.Key, pair.Value))]);
    }

    /// <summary>A question as a summary keeps it.</summary>
    public static string Text(UserEntry question) => HistoryDigest.Shorten(question.Content, LongestQuestion);

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

    private static void Add(Dictionary<string, long> identifiers, string text, long id, int most)
    {
        foreach (var identifier in ExactIdentifiers.In(text).Take(most))
            identifiers.TryAdd(identifier, id);
    }
}
