using System.Globalization;
using System.Text.Json;
using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>One chat of a Slack export: a channel, a direct chat, or one of several people.</summary>
internal sealed class SlackChat
{
    private readonly SlackParts parts;
    private readonly ImportSource source;
    private readonly SlackPeople people;
    private readonly string? id;
    private readonly string? title;
    private readonly SessionType type;

    private SlackChat(JsonElement root, string list, SlackParts parts, ImportSource source, SlackPeople people)
    {
        (this.parts, this.source, this.people) = (parts, source, people);
        id = ImportJson.Text(root, "id");
        var name = ImportJson.Text(root, "name");
        Folder = (list is "dms.json" ? id : name ?? id) ?? "";
        type = list is "dms.json" ? SessionType.Dm : SessionType.Group;
        title = list is "dms.json" or "mpims.json"
            ? string.Join(", ", ImportJson.Items(ImportJson.Get(root, "members")).Select(ImportJson.Text).OfType<string>().Select(member => people.NameOf(member) ?? member))
            : name is null ? null : $"#{name}";
    }

    /// <summary>The folder with the files of its days.</summary>
    public string Folder { get; }

    /// <summary>Reads a list of chats.</summary>
    public static IEnumerable<SlackChat> ReadList(string list, SlackParts parts, ImportSource source, SlackPeople people)
    {
        using var stream = parts.Open(list);
        if (stream is null)
            yield break;
        var elements = new JsonArrayElements(stream, JsonLine.Longest);
        foreach (var bytes in elements.Read())
        {
            using var document = bytes is null ? null : ImportJson.TryParse(bytes, source.Notes);
            if (document is null)
                source.Notes.AddDamage("chats of a list that cannot be read, not imported", list);
            else
                yield return new SlackChat(document.RootElement, list, parts, source, people);
        }

        if (elements.IsCutShort)
            source.Notes.AddDamage("The end of a file is missing", list);
    }

    /// <summary>Reads the chat's days.</summary>
    /// <returns>Null when nothing was said in it.</returns>
    public ImportedSession? Read()
    {
        var (notes, messages) = (new ImportNotes(), new List<(decimal Order, ChatMessage Message)>());
        foreach (var (name, content) in parts.Days(Folder))
        {
            using (content)
                ReadDay(name, content, notes, messages);
        }

        var chat = new ImportedChat("slack-export", source, notes);
        // Answers in threads stand where they were given, and some exports put them behind the message that they answer.
        foreach (var (_, message) in messages.OrderBy(item => item.Order))
            chat.Add(message);
        return chat.Build(id, type, string.IsNullOrEmpty(title) ? null : title);
    }

    private void ReadDay(string name, Stream content, ImportNotes notes, List<(decimal Order, ChatMessage Message)> messages)
    {
        var (elements, number) = (new JsonArrayElements(content, JsonLine.Longest), 0);
        foreach (var bytes in elements.Read())
        {
            source.ThrowIfCancelled();
            var where = string.Create(CultureInfo.InvariantCulture, $"{name} message {++number}");
            using var document = bytes is null ? null : ImportJson.TryParse(bytes, notes);
            if (document is null)
            {
                source.Notes.AddDamage("messages that are no JSON (damaged, too long, or nested too deeply), not imported", where);
            }
            else if (SlackMessage.Read(document.RootElement, Folder, parts, people, notes, where) is { } message)
            {
                var last = messages.Count == 0 ? 0 : messages[^1].Order;
                messages.Add((decimal.TryParse(message.Id, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var order) ? order : last, message));
            }
        }

        if (elements.IsCutShort)
            source.Notes.AddDamage("The end of a file is missing", string.Create(CultureInfo.InvariantCulture, $"{name}, behind message {number}"));
        if (elements.Others > 0)
            source.Notes.AddDamage("values between the messages that are no message, not imported", name);
    }
}
