using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>
/// What became of messages, as a model sees it: what came before the message was heard is shown in the message, what came after is a
/// note where a response first saw it, so that what stands before it never changes. Only a deleted message is hidden where it stands.
/// </summary>
internal sealed class NotedRevisions
{
    private readonly TurnMap map;
    private readonly MessageVersions versions;
    private readonly Dictionary<long, List<SystemEntry>> early = [];
    private readonly HashSet<long> late = [];

    /// <summary>Looks at a history.</summary>
    /// <param name="map">The turns.</param>
    /// <param name="visible">The entries that stand.</param>
    public NotedRevisions(TurnMap map, IReadOnlyList<Entry> visible)
    {
        this.map = map;
        versions = MessageVersions.Of(map.Entries);
        Dictionary<long, long>? places = null;
        foreach (var entry in visible)
        {
            if (entry is not (CorrectionEntry { Removed: false } or AttachmentEntry) || !map.IsNoted(entry.Id) || MessageVersions.TargetOf(entry) is not { } target || versions.IsHidden(target))
                continue;
            // A message that no response heard yet stands at the end, and so does what the call under way notes.
            places ??= map.Entries.OfType<UserEntry>().ToDictionary(message => message.Id, map.PlaceOf);
            var (place, seen) = (map.PlaceOf(entry), places.TryGetValue(target, out var known) ? known : (long?)null);
            // The response that first saw both showed them as one, also where the message itself is not read any more.
            if (seen is null && map.Entries.Any(response => response.Id == place && response is AssistantEntry first && (first.Heard.Contains(target) || first.Noted.Contains(target))))
                continue;
            if (seen != place)
                late.Add(entry.Id);
            else if (early.TryGetValue(target, out var several))
                several.Add((SystemEntry)entry);
            else
                early[target] = [(SystemEntry)entry];
        }
    }

    /// <summary>Whether a message was deleted.</summary>
    public bool IsHidden(long id) => versions.IsHidden(id);

    /// <summary>A message as the model first sees it.</summary>
    public UserEntry Of(UserEntry message)
    {
        if (versions.IsHidden(message.Id))
            return MessageVersions.Hide(message);
        foreach (var entry in early.GetValueOrDefault(message.Id) ?? [])
        {
            message = entry switch
            {
                CorrectionEntry correction => message with { Content = correction.Content },
                AttachmentEntry arrival when arrival.Index < message.Attachments.Count => message with { Attachments = [.. message.Attachments.Select((file, index) => index == arrival.Index ? FileOf(arrival, file) : file)] },
                _ => message,
            };
        }

        return message;
    }

    /// <summary>The note that an entry is; null when it is none, or is shown within its message.</summary>
    public ContextUnit? NoteOf(Entry entry)
    {
        if (!late.Contains(entry.Id))
            return null;
        var (head, line) = entry switch
        {
            CorrectionEntry correction => (new UserEntry { Content = correction.Content, Sender = correction.Sender }, SpeakerLine.OfCorrection(correction)),
            AttachmentEntry { Blob: not null } arrival => (new UserEntry { Attachments = [FileOf(arrival, null)] }, SpeakerLine.OfArrival(arrival)),
            AttachmentEntry failed => (new UserEntry { Content = $"{failed.Name ?? "file"}: {failed.Failed ?? "unknown reason"}".ReplaceLineEndings(" ") }, SpeakerLine.OfArrival(failed)),
            _ => (new UserEntry(), ""),
        };
        return new ContextUnit(head with { Id = entry.Id, At = entry.At, Turn = entry.Turn }, map.TurnOf(entry)) { Place = map.PlaceOf(entry), Speaker = line, IsNote = true };
    }

    private static Attachment FileOf(AttachmentEntry arrival, Attachment? said) =>
        (said ?? new Attachment(arrival.Name ?? "file", "", 0, "")) is var file && arrival.Blob is { } blob
            ? file with { MediaType = arrival.MediaType ?? file.MediaType, Size = arrival.Size, Blob = blob, Transcript = arrival.Content.Length == 0 ? null : arrival.Content, Problem = arrival.Failed }
            : file with { Problem = arrival.Failed ?? "it did not arrive" };
}
