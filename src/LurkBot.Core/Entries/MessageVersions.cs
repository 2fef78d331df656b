namespace LurkBot.Entries;

/// <summary>What became of messages that their senders edited or deleted, or that were spoken and transcribed: pure. Of several edits the one with the latest moment counts (RULES LE8).</summary>
internal sealed class MessageVersions
{
    /// <summary>What stands in the place of a deleted message.</summary>
    public const string Deleted = "(This message was deleted by its sender.)";

    private static readonly MessageVersions None = new([], [], []);

    private readonly Dictionary<long, CorrectionEntry> newest;
    private readonly HashSet<long> hidden;
    private readonly Dictionary<long, string> spoken;

    private MessageVersions(Dictionary<long, CorrectionEntry> newest, HashSet<long> hidden, Dictionary<long, string> spoken) => (this.newest, this.hidden, this.spoken) = (newest, hidden, spoken);

    /// <summary>Whether no message was deleted.</summary>
    public bool HidesNothing => hidden.Count == 0;

    /// <summary>The versions that a history tells of.</summary>
    /// <param name="entries">Entries in any order.</param>
    public static MessageVersions Of(IEnumerable<Entry> entries)
    {
        var found = None;
        foreach (var entry in entries)
        {
            if (entry is not CorrectionEntry and not AttachmentEntry { Content.Length: > 0 } || TargetOf(entry) is not { } id || id >= entry.Id)
                continue;
            if (found == None)
                found = new([], [], []);
            if (entry is not CorrectionEntry correction)
                found.spoken[id] = found.spoken.TryGetValue(id, out var said) ? $"{said}\n{entry.Content}" : entry.Content;
            else if (correction.Removed)
                found.hidden.Add(id);
            else if (!found.newest.TryGetValue(id, out var known) || IsLater(correction, known))
                found.newest[id] = correction;
        }

        return found;
    }

    /// <summary>The message that an entry tells of.</summary>
    public static long? TargetOf(Entry entry) => entry switch
    {
        CorrectionEntry correction => correction.Corrects,
        AttachmentEntry attachment => attachment.Of,
        _ => null,
    };

    /// <summary>When an edit was made.</summary>
    public static DateTimeOffset MomentOf(CorrectionEntry correction) => correction.EditedAt ?? correction.At;

    /// <summary>Whether a message was deleted.</summary>
    public bool IsHidden(long id) => hidden.Contains(id);

    /// <summary>The edit that counts; null when there is none.</summary>
    public CorrectionEntry? NewestOf(long id) => newest.GetValueOrDefault(id);

    /// <summary>A message as it reads now, with what is said in its recordings; of a deleted one nothing is left but that.</summary>
    public UserEntry Of(UserEntry message)
    {
        if (hidden.Contains(message.Id))
            return Hide(message);
        var text = newest.TryGetValue(message.Id, out var correction) ? correction.Content : message.Content;
        if (spoken.TryGetValue(message.Id, out var words))
            text = text.Length == 0 ? words : $"{text}\n{words}";
        return message with { Content = text };
    }

    /// <summary>A message of which nothing is left.</summary>
    public static UserEntry Hide(UserEntry message) => message with { Content = Deleted, Attachments = [], Unknown = [] };

    private static bool IsLater(CorrectionEntry one, CorrectionEntry other) =>
        MomentOf(one).CompareTo(MomentOf(other)) is var order && order == 0 ? one.Id > other.Id : order > 0;
}
