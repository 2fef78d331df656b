namespace LurkBot.Entries;

/// <summary>Moves the ids by which entries refer to each other.</summary>
internal static class EntryReferences
{
    /// <summary>An entry whose references have their new ids; references to entries that are not there stay as they are.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="ids">For old ids the new ones.</param>
    public static Entry Move(Entry entry, IReadOnlyDictionary<long, long> ids) => entry switch
    {
        UndoEntry undo => undo with { Undoes = Move(undo.Undoes, ids) },
        SummaryEntry summary => summary with { Covers = Move(summary, ids), Except = Move(summary.Except, ids), Dropped = [.. summary.Dropped.Select(identifier => identifier with { Entry = Move(identifier.Entry, ids) })] },
        CoveringEntry covering => covering with { Covers = Move(covering, ids), Except = Move(covering.Except, ids) },
        AssistantEntry { Heard.Count: 0, Answers.Count: 0, Noted.Count: 0, Context: null } => entry,
        AssistantEntry assistant => assistant with { Heard = Move(assistant.Heard, ids), Answers = Move(assistant.Answers, ids), Noted = Move(assistant.Noted, ids), Context = Move(assistant.Context, ids) },
        NoticeEntry { Heard.Count: 0, Answers.Count: 0 } => entry,
        NoticeEntry notice => notice with { Heard = Move(notice.Heard, ids), Answers = Move(notice.Answers, ids) },
        TombstoneEntry tombstone => tombstone with { Heard = Move(tombstone.Heard, ids), Answers = Move(tombstone.Answers, ids) },
        StopEntry stop => stop with { Stops = Move(stop.Stops, ids) },
        ApprovalEntry approval => approval with { Approves = Move(approval.Approves, ids) },
        AttachmentEntry attachment => attachment with { Of = Move(attachment.Of, ids) },
        CorrectionEntry correction => correction with { Corrects = Move(correction.Corrects, ids) },
        FactEntry fact => fact with { Of = Move(fact.Of, ids) },
        _ => entry,
    };

    /// <summary>A record that names entries is dropped: those may be missing, and the window would begin at the wrong entry. The next reply records a new one.</summary>
    private static ContextRecord? Move(ContextRecord? record, IReadOnlyDictionary<long, long> ids) =>
        record is null || record.From > 0 || record.Recalled.Count > 0 || record.Summaries.Count > 0 || record.Pinned.Count > 0 || record.PinsFrom > 0 || record.ShortenedThrough > 0 ? null : record;

    private static long Move(long id, IReadOnlyDictionary<long, long> ids) => ids.TryGetValue(id, out var moved) ? moved : id;

    private static long? Move(long? id, IReadOnlyDictionary<long, long> ids) => id is { } known ? Move(known, ids) : null;

    private static IReadOnlyList<long> Move(IReadOnlyList<long> moved, IReadOnlyDictionary<long, long> ids) => moved.Count == 0 ? moved : [.. moved.Select(id => Move(id, ids)).Distinct().Order()];

    /// <summary>The range of what is left of another: entries at its ends can be missing.</summary>
    private static EntryRange? Move(CoveringEntry covering, IReadOnlyDictionary<long, long> ids)
    {
        if (covering.Range is not { } range)
            return covering.Covers;
        var inside = ids.Where(pair => range.Contains(pair.Key)).Select(pair => pair.Value).ToList();
        return inside.Count == 0 ? range : new EntryRange(inside.Min(), inside.Max());
    }
}
