using LurkBot.Entries;

namespace LurkBot.Storage;

/// <summary>What every store holds when a turn appends.</summary>
internal static class TurnRules
{
    /// <summary>Among so many of the newest entries a message's source is looked for; older ones are the ledger's matter.</summary>
    public const int EntriesWithSources = 256;

    /// <summary>Whether others act on an entry at once, so that it is durable at once also within a turn: what a platform tells is told once, and ends of turns and questions are sent.</summary>
    /// <param name="entry">The entry.</param>
    public static bool IsKnownOutside(Entry entry) => entry is CorrectionEntry or AttachmentEntry or ApprovalEntry or StopEntry or ITurnMark { Answers.Count: > 0 };

    /// <summary>A message has one end: what answers one that has an end already is refused.</summary>
    /// <param name="info">The session as it is.</param>
    /// <param name="entries">What a turn wants to append.</param>
    /// <exception cref="StaleLeaseException">An entry answers a message that has an end.</exception>
    public static void RequireOpen(SessionInfo info, IReadOnlyList<Entry> entries)
    {
        if (info.Turns is not { } turns)
            return;
        foreach (var entry in entries)
        {
            foreach (var id in (entry as ITurnMark)?.Answers ?? [])
            {
                if (id <= info.LastId && !turns.CanAnswer(id) && !entries.Any(before => before is ITurnMark mark && mark.Heard.Contains(id) && mark.Answers.Count == 0))
                    throw new StaleLeaseException($"Message {id} of {info.Key} has an answer already, or was taken back; nothing was changed.");
            }
        }
    }
}
