using System.Globalization;
using LurkBot.Entries;

namespace LurkBot.Compaction;

/// <summary>Compactions in words.</summary>
internal static class CompactionText
{
    /// <summary>What a compaction did, in a sentence.</summary>
    public static string Of(CompactionResult result)
    {
        var range = (result.Entry as CoveringEntry)?.Range;
        var tokens = string.Create(CultureInfo.InvariantCulture, $"about {result.Before:#,0} tokens became {result.After:#,0}");
        return result.Outcome switch
        {
            CompactionOutcome.Summarized => $"A summary stands for entries {range}: {tokens}. They stay in the history; /undo takes the summary back.",
            CompactionOutcome.Listed => $"{(result.Problem is null ? "" : result.Problem + " ")}A list made without a model stands for entries {range}: {tokens}. /undo takes it back.",
            CompactionOutcome.Shortened => $"Long tool results up to entry #{range?.Last} are shown shortened: {tokens}. /undo takes that back.",
            CompactionOutcome.Outdated => result.Problem!,
            CompactionOutcome.Failed => $"Nothing was compacted: {result.Problem}",
            _ => result.Problem ?? "There is nothing to compact.",
        };
    }
}
