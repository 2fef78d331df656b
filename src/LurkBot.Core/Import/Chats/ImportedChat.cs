using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>Collects a chat between people. No one in it is trusted more than a stranger: whoever wrote it did not write it to the assistant.</summary>
/// <param name="channel">The export, as keys name it.</param>
/// <param name="source">The file.</param>
/// <param name="notes">Told of what is left out.</param>
internal sealed class ImportedChat(string channel, ImportSource source, ImportNotes notes)
{
    private readonly List<UserEntry?> messages = [];
    private readonly List<ChatMessage> events = [];
    private readonly List<DateTimeOffset?> times = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    /// <summary>Told of what is left out.</summary>
    public ImportNotes Notes { get; } = notes;

    /// <summary>Adds the next message.</summary>
    public void Add(ChatMessage message)
    {
        if (message.Text.Length == 0 && message.Files.Count == 0)
        {
            Notes.Skip("messages without text, not imported", message.Id);
            return;
        }

        if (message.IsEvent)
        {
            events.Add(message with { Id = "" });
            messages.Add(null);
            times.Add(message.At);
            return;
        }

        var text = message.Text;
        if (message.Answers is { } answered)
        {
            var known = places.TryGetValue(answered, out var place) ? messages[place] : null;
            text = $"{ChatLabel.Answers(known?.Sender?.Name ?? known?.Sender?.Id, known is null ? "" : known.Content.Length > 0 ? ChatLabel.Own(known.Content) : known.Attachments[0].Name)}\n{text}".TrimEnd('\n');
        }

        places.TryAdd(message.Id, messages.Count);
        messages.Add(new UserEntry { Content = text, Sender = message.Sender, Attachments = message.Files, Source = message.Id });
        times.Add(message.At);
    }

    /// <summary>Ends the chat.</summary>
    /// <param name="id">The platform's id of it.</param>
    /// <param name="type">Who takes part.</param>
    /// <param name="title">Its title.</param>
    /// <returns>Null when nothing was said in it.</returns>
    public ImportedSession? Build(string? id, SessionType type, string? title)
    {
        if (!messages.Exists(message => message is not null))
        {
            if (!ReferenceEquals(Notes, source.Notes))
                source.Notes.Add(Notes);
            source.Notes.Add("chats without a message, not imported");
            return null;
        }

        var start = times.Find(at => at is not null) ?? source.FileTime;
        var (cut, history, next) = (ImportedTitle.Of(title, Notes), new ImportedHistory(start, Notes), 0);
        var key = ImportedKey.Create(channel, id, $"{title}\n{start:O}", type, Notes);
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i] is { } message)
                history.Add(message with { Source = $"{channel}:{key.ChatId}:{message.Source}" }, times[i]);
            else
                history.AddNotice(events[next++].Text, "event of the chat", times[i]);
        }

        var entries = history.Finish();
        return new ImportedSession(new NewSession(key, start, entries) { Unknown = ImportedTitle.Fields(cut), Blobs = source.Files.Of(entries) }, cut, Notes);
    }
}
