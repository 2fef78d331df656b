using System.Globalization;
using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>One session of Codex CLI, read record by record.</summary>
/// <param name="source">The file.</param>
internal sealed class CodexSession(ImportSource source)
{
    /// <summary>What was said as the events tell it, for a file without the items themselves.</summary>
    private readonly List<(bool IsUser, string Text, DateTimeOffset? At)> events = [];

    private CodexItems? items;
    private string? id;
    private string? title;
    private string? model;
    private DateTimeOffset? began;

    private ImportNotes Notes => source.Notes;

    private CodexItems Items => items ??= new CodexItems(new ImportedHistory(began ?? source.FileTime, Notes), source);

    /// <summary>Reads a file with a record on each line.</summary>
    public void ReadLines()
    {
        foreach (var root in source.Records())
            Take(root);
    }

    /// <summary>Reads a file of the first versions.</summary>
    public void ReadDocument()
    {
        using var stream = source.Open();
        var pieces = new JsonPieces(stream, (path, isArray) => isArray ? path is "items" : path is "");
        foreach (var piece in pieces.Read().Where(piece => piece.Kind is JsonPieceKind.Value))
        {
            source.ThrowIfCancelled();
            using var document = piece.Path is "session" or "items/[]" ? source.Parse(piece) : null;
            if (document is not null && piece.Path is "session")
                TakeHead(document.RootElement);
            else if (document is not null)
                TakeItem(document.RootElement, ImportJson.Moment(ImportJson.Get(document.RootElement, "timestamp")));
        }

        if (pieces.IsCutShort)
            Notes.AddDamage("The end of the file is missing", "behind its last item");
    }

    /// <summary>Ends the session.</summary>
    /// <returns>Null when nothing was said in it.</returns>
    public ImportedSession? Build(Func<string?, SessionKey> toKey)
    {
        var history = Items.Finish();
        if (!Items.HasMessages && events.Count > 0)
        {
            Notes.Add("files that tell what was said by events alone, read from those");
            events.ForEach(said => history.Add(said.IsUser ? new UserEntry { Content = said.Text } : new AssistantEntry { Content = said.Text, Model = model }, said.At));
        }

        if (history.Count == 0)
            return null;
        var entries = history.Finish();
        var key = toKey(id);
        entries = [.. entries.Select((entry, index) => entry is UserEntry user ? user with { Source = string.Create(CultureInfo.InvariantCulture, $"codex:{key.ChatId}:{index + 1}") } : entry)];
        var cut = ImportedTitle.Of(title, Notes);
        return new ImportedSession(new NewSession(key, began ?? entries[0].At, entries) { Unknown = ImportedTitle.Fields(cut), Blobs = source.Files.Of(entries) }, cut, Notes);
    }

    private void Take(JsonElement root)
    {
        var (type, at, payload) = (ImportJson.Text(root, "type"), ImportJson.Moment(ImportJson.Get(root, "timestamp")), ImportJson.Get(root, "payload"));
        switch (type)
        {
            case "session_meta":
                TakeHead(payload);
                break;
            case "turn_context":
                model = ImportJson.Text(payload, "model") ?? model;
                Items.Model = model;
                break;
            case "response_item":
                TakeItem(payload, at);
                break;
            case "event_msg":
                TakeEvent(payload, at);
                break;
            case "compacted":
                if (ImportJson.Text(payload, "message") is { Length: > 0 } summary)
                    Items.AddNotice(summary, at);
                break;
            case null when root.TryGetProperty("record_type", out _):
                break;
            case null when ImportJson.Get(root, "id").ValueKind == JsonValueKind.String:
                TakeHead(root);
                break;
            default:
                // The first layout has items without an envelope; what it doesn't know either is counted there.
                TakeItem(root, at);
                break;
        }
    }

    private void TakeHead(JsonElement head)
    {
        if (id is not null)
            Notes.Add("further heads in one file (of the session that it continues), not imported");
        id ??= ImportJson.Text(head, "id");
        began ??= ImportJson.Moment(ImportJson.Get(head, "timestamp"));
    }

    private void TakeItem(JsonElement item, DateTimeOffset? at) => Items.Take(item, at);

    private void TakeEvent(JsonElement payload, DateTimeOffset? at)
    {
        switch (ImportJson.Text(payload, "type"))
        {
            case "user_message" or "agent_message" when !Items.HasMessages && ImportJson.Text(payload, "message") is { Length: > 0 } text:
                events.Add((ImportJson.Text(payload, "type") is "user_message", text, at));
                break;
            case "token_count":
                Items.AddUsage(ImportJson.Get(ImportJson.Get(payload, "info"), "last_token_usage"));
                break;
            case "thread_name_updated":
                title = ImportJson.Text(payload, "thread_name") ?? title;
                break;
            default:
                // Events repeat for the screen what the items say.
                break;
        }
    }
}
