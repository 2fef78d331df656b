using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>
/// Chooses what the first call of a turn sees beside its messages: talk that was overheard before them, corrections of what was said, files that
/// arrived (RULES LE5, LE8, LE13). Pure; the response keeps what was chosen, so that later contexts show the same.
/// </summary>
internal static class NoteSelection
{
    private const int MostOverheard = 50;
    private const int MostTokens = 4_000;

    private static readonly TimeSpan Oldest = TimeSpan.FromHours(24);

    /// <summary>What is noted.</summary>
    /// <param name="entries">The entries that the context is built from, in the order of their ids.</param>
    /// <param name="asked">The turn's messages.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="counter">Counts tokens.</param>
    /// <param name="overhears">Whether overheard talk is among it.</param>
    /// <returns>Ids, ascending.</returns>
    public static IReadOnlyList<long> Choose(IReadOnlyList<Entry> entries, IReadOnlyList<long> asked, DateTimeOffset now, TokenCounter counter, bool overhears = true)
    {
        if (asked.Count == 0 || !entries.Any(TurnMap.IsNote))
            return [];
        var map = TurnMap.Of(entries);
        var visible = EffectiveHistory.Visible(map);
        var versions = MessageVersions.Of(entries);
        var noted = visible.Where(entry => map.IsNoted(entry.Id)).Select(entry => entry.Id).ToHashSet();
        List<long> chosen = overhears ? [.. Overheard(visible, noted, asked.Max(), versions, now, counter)] : [];
        chosen.AddRange(Revisions(entries, visible, map, versions, [.. asked, .. chosen], noted));
        return [.. chosen.Order()];
    }

    /// <summary>Whether a model sees overheard talk with the messages.</summary>
    public static bool HasOverheard(IReadOnlyList<Entry> entries, IReadOnlyList<long> asked, DateTimeOffset now, TokenCounter counter)
    {
        if (!entries.Any(entry => entry is UserEntry { Observed: true }))
            return false;
        var map = TurnMap.Of(entries);
        var chosen = Choose(entries, asked, now, counter);
        return EffectiveHistory.Visible(map).Any(entry => entry is UserEntry { Observed: true } && (map.IsNoted(entry.Id) || chosen.Contains(entry.Id)));
    }

    /// <summary>The newest talk since the last that was noted; what did not fit then is not shown later.</summary>
    private static IEnumerable<long> Overheard(IReadOnlyList<Entry> visible, HashSet<long> noted, long before, MessageVersions versions, DateTimeOffset now, TokenCounter counter)
    {
        var (talk, tokens) = (visible.OfType<UserEntry>().Where(entry => entry.Observed).OrderByDescending(entry => entry.Id), 0L);
        foreach (var said in talk.Where(entry => entry.Id < before && !versions.IsHidden(entry.Id)).TakeWhile(entry => !noted.Contains(entry.Id)).Where(entry => now - entry.At <= Oldest).Take(MostOverheard))
        {
            tokens += counter.Count(versions.Of(said));
            if (tokens > MostTokens)
                yield break;
            yield return said.Id;
        }
    }

    private static IEnumerable<long> Revisions(IReadOnlyList<Entry> entries, IReadOnlyList<Entry> visible, TurnMap map, MessageVersions versions, HashSet<long> now, HashSet<long> noted)
    {
        var clear = EffectiveHistory.LastClear(entries);
        var messages = entries.OfType<UserEntry>().ToDictionary(entry => entry.Id);
        var standing = visible.Select(entry => entry.Id).ToHashSet();
        var arrived = new HashSet<(long, int)>();
        foreach (var entry in entries.Reverse())
        {
            if (MessageVersions.TargetOf(entry) is not { } target || target >= entry.Id || target <= clear || versions.IsHidden(target))
                continue;
            var isNewest = entry is CorrectionEntry ? versions.NewestOf(target) == entry : arrived.Add((target, ((AttachmentEntry)entry).Index));
            // Of a message that was not read, older than all of this, it is only known that the model may have seen it.
            var isSeen = now.Contains(target) || !messages.TryGetValue(target, out var message)
                || (standing.Contains(target) && !map.IsWaiting(target) && !map.IsWithdrawn(target) && (!message.Observed || noted.Contains(target)));
            if (isNewest && isSeen && !noted.Contains(entry.Id))
                yield return entry.Id;
        }
    }
}
