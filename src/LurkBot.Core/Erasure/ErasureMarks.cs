using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Erasure;

/// <summary>What is erased of one stored session, and why: pure.</summary>
internal static class ErasureMarks
{
    /// <summary>Looks through a session, from its first entry on.</summary>
    /// <param name="document">The session.</param>
    /// <param name="why">Why an entry goes for itself; null when it does not.</param>
    /// <param name="quoted">Recognizes quotes in a session that has what is meant.</param>
    /// <param name="words">Recognizes what came to another session.</param>
    /// <param name="isOwn">Whether it has what is meant, or is a fork of such a session.</param>
    /// <returns>For the ids of entries, why they go.</returns>
    public static Dictionary<long, ErasureReason> Of(SessionCopy document, Func<Entry, ErasureReason?> why, QuotedText quoted, ErasedWords words, bool isOwn)
    {
        var marks = new Dictionary<long, ErasureReason>();
        var (came, before) = (new HashSet<int>(), (HashSet<int>?)null);
        foreach (var entry in document.Entries.Where(ErasureSpread.CanBeErased))
        {
            if (why(entry) is { } reason)
            {
                marks[entry.Id] = reason;
                if (reason is ErasureReason.Meant || (isOwn && reason is ErasureReason.Shared))
                    continue;
                // What was said here before did not come with it.
                before ??= WordsBefore(document, entry, words);
                came.UnionWith(words.In(entry).Except(before));
            }
            else if (came.Count > 0 && entry is UserEntry { IsSaid: true })
            {
                // From here on a person of this session says it themselves.
                came.ExceptWith(words.In(entry));
            }
            else if (marks.Count > 0 && (Covers(entry, marks) || Recalls(entry, marks)))
            {
                marks[entry.Id] = entry is SummaryEntry ? ErasureReason.Summary : ErasureReason.Quote;
            }
            else if (marks.Count > 0 && entry is not UserEntry && ((isOwn && quoted.IsIn(entry)) || (came.Count > 0 && words.In(entry).Overlaps(came))))
            {
                marks[entry.Id] = ErasureReason.Quote;
            }
        }

        return marks;
    }

    private static HashSet<int> WordsBefore(SessionCopy document, Entry first, ErasedWords words)
    {
        var before = new HashSet<int>();
        foreach (var entry in document.Entries.TakeWhile(entry => entry.Id < first.Id))
            before.UnionWith(words.In(entry));
        return before;
    }

    /// <summary>A summary that does not say what it covers may have been made of anything before it.</summary>
    private static bool Covers(Entry entry, Dictionary<long, ErasureReason> marks) =>
        entry is SummaryEntry summary && (summary.Covers is not { } range || marks.Keys.Any(id => range.Contains(id) && !summary.Except.Contains(id)));

    /// <summary>A response before which an erased entry was quoted quotes it (RULES RE7).</summary>
    private static bool Recalls(Entry entry, Dictionary<long, ErasureReason> marks) =>
        entry is AssistantEntry { Context.Recalled: { Count: > 0 } recalled } && recalled.Any(part => part.Session is null && marks.ContainsKey(part.Entry));
}
