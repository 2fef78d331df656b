using System.Globalization;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Text;

namespace LurkBot.Compaction;

/// <summary>Decides whether and what to compact: a pure function over the entries of a session.</summary>
internal static class CompactionPlanner
{
    /// <summary>The part of the budget from which on a session is compacted, before its context must jump.</summary>
    private const double HighWater = 0.8;

    /// <summary>The part of the budget that stays as it is.</summary>
    private const double Kept = 0.5;

    /// <summary>The part of the budget that a summary must stand for.</summary>
    private const double Worth = 0.1;

    /// <summary>Of what somebody asked for, or a provider demands.</summary>
    private const double KeptWhenAsked = 0.1;

    /// <summary>After a failure a session is not compacted before it has grown by a quarter of the messages that were wanted, or by so many.</summary>
    private const int Growth = 25;

    /// <summary>What to compact now.</summary>
    /// <param name="entries">All entries since the last clear, in the order of their ids.</param>
    /// <param name="settings">When and how.</param>
    /// <param name="trigger">Why it is asked.</param>
    /// <returns>Null when there is nothing worth it.</returns>
    public static CompactionPlan? Plan(IReadOnlyList<Entry> entries, CompactionSettings settings, CompactionTrigger trigger)
    {
        settings = settings with { Context = settings.Context.For(entries) };
        var map = TurnMap.Of(entries);
        var visible = EffectiveHistory.Visible(map);
        var history = ContextHistory.Of(entries, settings.Context);
        var (previous, covered) = history.Summaries.Count == 0 ? (null, default) : history.Summaries[^1];
        var isCovered = previous is null ? new Func<long, bool>(_ => false) : id => id <= covered.Last && !previous.Except.Contains(id);
        var spoken = visible.Where(entry => !isCovered(PlaceOf(entry, map)) && entry is UserEntry or AssistantEntry or ToolEntry or CorrectionEntry && !map.IsWithdrawn(entry.Id) && (!TurnMap.IsNote(entry) || map.IsNoted(entry.Id))).ToList();
        if (spoken.Exists(TurnMap.IsNote) || visible.Any(entry => entry is CorrectionEntry or AttachmentEntry { Content.Length: > 0 }))
            spoken = AsTheyRead(spoken, MessageVersions.Of(entries), isCovered);
        var open = spoken.Where(entry => !map.IsWaiting(entry.Id)).ToList();
        var shortened = history.Shortened.Count == 0 ? 0 : history.Shortened.Max(range => range.Last);
        var messages = open.Count(entry => entry.IsMessage && entry.Id > shortened);
        var tokens = history.Units.GroupBy(unit => unit.Turn).ToDictionary(turn => turn.Key, turn => turn.Sum(unit => unit.Tokens(settings.Context.Counter)));
        if (Reason(visible, open, settings, trigger, messages, tokens.Values.Sum()) is not { } reason)
            return null;
        var turns = open.GroupBy(map.TurnOf).Select(turn => turn.ToList()).ToList();
        var end = End(turns, turn => tokens.GetValueOrDefault(map.TurnOf(turn[0])), settings, trigger, messages);

        // Turns that ran beside each other are summarized together or not at all.
        while (end > 0 && turns.Take(end).Max(turn => turn.Max(map.PlaceOf)) > (end < turns.Count ? turns.Skip(end).Min(turn => turn.Min(map.PlaceOf)) : long.MaxValue))
            end--;
        var taken = turns.Take(end).SelectMany(turn => turn).ToList();
        // A summary must be worth the call and the provider's cache.
        var isForTokens = trigger == CompactionTrigger.Growth && !IsMany(messages, settings);
        var isLittle = isForTokens && turns.Take(end).Sum(turn => tokens.GetValueOrDefault(map.TurnOf(turn[0]))) < Room(settings) * Worth;
        return isLittle || taken.Count == 0 || !taken.Exists(entry => entry is AssistantEntry)
            ? null
            : new CompactionPlan(new EntryRange(Math.Min(previous is null ? long.MaxValue : covered.First, taken.Min(entry => entry.Id)), spoken.Max(entry => entry.Id)), spoken, previous, reason) { Map = map }.For(taken);
    }

    /// <summary>Where an entry is shown: a note where a response saw it first.</summary>
    private static long PlaceOf(Entry entry, TurnMap map) => map.IsNoted(entry.Id) ? map.PlaceOf(entry) : entry.Id;

    /// <summary>Messages as they read now; the new text of one that has its summary is told by itself, nothing of a deleted one is.</summary>
    private static List<Entry> AsTheyRead(List<Entry> spoken, MessageVersions versions, Func<long, bool> isCovered)
    {
        var read = new List<Entry>(spoken.Count);
        foreach (var entry in spoken)
        {
            if (entry is UserEntry message)
                read.Add(versions.Of(message));
            else if (entry is not CorrectionEntry correction)
                read.Add(entry);
            else if (correction is { Removed: false, Corrects: { } id } && isCovered(id) && !versions.IsHidden(id))
                read.Add(new UserEntry { Id = correction.Id, At = correction.At, Turn = correction.Turn, Sender = correction.Sender, Content = string.Create(CultureInfo.InvariantCulture, $"(instead of message #{id}) {correction.Content}") });
        }

        return read;
    }

    private static string? Reason(IReadOnlyList<Entry> visible, List<Entry> open, CompactionSettings settings, CompactionTrigger trigger, int messages, long tokens)
    {
        if (trigger == CompactionTrigger.Asked)
            return "asked for";
        if (trigger == CompactionTrigger.Overflow)
            return "the provider says that the context is too long";
        var failed = visible.OfType<NoticeEntry>().LastOrDefault(entry => entry.Topic == NoticeTopic.Compaction);
        if (failed is not null && open.Count(entry => entry.IsMessage && entry.Id > failed.Id) < Math.Max(2, settings.After / 4 ?? Growth))
            return null;
        if (IsMany(messages, settings))
            return $"{Plural.Of(messages, "message")} since the last summary";
        return tokens >= Room(settings) * HighWater ? string.Create(CultureInfo.InvariantCulture, $"about {tokens} of {Room(settings)} tokens") : null;
    }

    /// <summary>Whether there are as many messages as the owner wants at most.</summary>
    private static bool IsMany(int messages, CompactionSettings settings) => messages >= settings.After;

    /// <summary>What the system prompt and the tools leave of the budget.</summary>
    private static int Room(CompactionSettings settings) => Math.Max(1, settings.Context.WindowTokens - settings.Context.Overhead);

    /// <summary>How many turns are taken: all but the newest, which stay as they are, as far as they are few and short.</summary>
    private static int End(List<List<Entry>> turns, Func<List<Entry>, long> tokensOf, CompactionSettings settings, CompactionTrigger trigger, int messages)
    {
        var (kept, tokens, end) = (0, 0L, turns.Count);
        var (mostMessages, mostTokens) = trigger != CompactionTrigger.Growth ? (2, (long)(Room(settings) * KeptWhenAsked))
            : IsMany(messages, settings) ? (Math.Max(1, settings.After!.Value / 2), Room(settings))
            : (int.MaxValue, (long)(Room(settings) * Kept));
        while (end > 0)
        {
            kept += turns[end - 1].Count(entry => entry.IsMessage);
            tokens += tokensOf(turns[end - 1]);
            if (end < turns.Count && (kept > mostMessages || tokens > mostTokens))
                return end;
            end--;
        }

        return end;
    }
}
