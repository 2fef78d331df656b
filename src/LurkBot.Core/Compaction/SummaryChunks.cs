using System.Text;
using LurkBot.Context;
using LurkBot.Entries;

namespace LurkBot.Compaction;

/// <summary>Cuts a plan down to what a model can read at once. What is left is planned anew once that much has its summary.</summary>
internal static class SummaryChunks
{
    /// <summary>The part of a window that the transcript may take; the rest is for the summaries and for errors of counting.</summary>
    private const double Share = 0.5;

    /// <summary>UTF-16 code units for a token, below what any tokenizer takes of common text.</summary>
    private const double UnitsPerToken = 1.5;

    /// <summary>What is shown of a message at the least, in UTF-16 code units.</summary>
    public const int ShortestMessage = 60;

    /// <summary>How much of one message is shown to the model that summarizes: a message may be longer than its window.</summary>
    /// <param name="window">The model's window, in tokens.</param>
    public static int LongestMessage(int window) => Math.Max(400, (int)Math.Min(int.MaxValue, window * Share * UnitsPerToken));

    /// <summary>The first turns of a plan, at least one.</summary>
    /// <param name="plan">The whole.</param>
    /// <param name="window">The model's window, in tokens.</param>
    /// <param name="counter">Counts tokens.</param>
    public static CompactionPlan First(CompactionPlan plan, int window, TokenCounter counter)
    {
        var (room, tokens, taken) = ((long)(window * Share), 0L, 0);
        foreach (var turn in Groups(plan))
        {
            tokens += turn.Sum(entry => counter.Count(Line(entry, LongestMessage(window))));
            if (taken > 0 && tokens > room)
                break;
            taken += turn.Count;
        }

        if (taken == plan.Entries.Count)
            return plan;
        return plan.For([.. plan.Entries.Take(taken)]);
    }

    /// <summary>Runs of entries that are summarized together: a turn, or turns that ran beside each other.</summary>
    private static IEnumerable<List<Entry>> Groups(CompactionPlan plan)
    {
        var lastOf = new Dictionary<long, int>();
        for (var i = 0; i < plan.Entries.Count; i++)
            lastOf[plan.TurnOf(plan.Entries[i])] = i;
        var (group, end) = (new List<Entry>(), 0);
        for (var i = 0; i < plan.Entries.Count; i++)
        {
            group.Add(plan.Entries[i]);
            end = Math.Max(end, lastOf[plan.TurnOf(plan.Entries[i])]);
            if (i < end)
                continue;
            yield return group;
            group = [];
        }
    }

    private static string Line(Entry entry, int longest)
    {
        var text = new StringBuilder();
        SummaryPrompt.Append(text, entry, longest);
        return text.ToString();
    }
}
