using System.Text.Json;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>
/// One session of Gemini CLI. Its file is a log: a message is written anew whenever it changes, and messages are taken back. Only what a message
/// became is kept, at the place where it stood first.
/// </summary>
/// <param name="source">The file.</param>
internal sealed class GeminiSession(ImportSource source)
{
    private static readonly string[] HeadFields = ["sessionId", "startTime", "summary", "kind"];

    private readonly List<GeminiMessage> messages = [];
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private string? id;
    private string? title;
    private DateTimeOffset? began;
    private bool isSubagent;

    private ImportNotes Notes => source.Notes;

    /// <summary>Reads a file with a record on each line.</summary>
    public void ReadLog()
    {
        foreach (var root in source.Records())
        {
            if (ImportJson.Get(root, "$rewindTo") is { ValueKind: not JsonValueKind.Undefined } to)
                Rewind(ImportJson.Text(to));
            else if (ImportJson.Get(root, "id").ValueKind == JsonValueKind.String || root.TryGetProperty("type", out _))
                Take(root);
            else if (!root.TryGetProperty("$set", out _) && !root.TryGetProperty("sessionId", out _))
                Notes.Skip("records that are neither a message nor a change, not imported", $"behind message {messages.Count}");
            else
                TakePatch(ImportJson.Get(root, "$set") is { ValueKind: JsonValueKind.Object } patch ? patch : root);
        }
    }

    /// <summary>Reads a file of earlier versions: one object with all messages.</summary>
    public void ReadDocument()
    {
        using var stream = source.Open();
        var pieces = new JsonPieces(stream, (path, isArray) => isArray ? path is "messages" : path is "");
        foreach (var piece in pieces.Read().Where(piece => piece.Kind is JsonPieceKind.Value && (piece.Path is "messages/[]" || HeadFields.Contains(piece.Path, StringComparer.Ordinal))))
        {
            source.ThrowIfCancelled();
            using var document = source.Parse(piece);
            if (document is not null && piece.Path is "messages/[]")
                Take(document.RootElement);
            else if (document is not null)
                TakeHead(piece.Path, document.RootElement);
        }

        if (pieces.IsCutShort)
            Notes.AddDamage("The end of the file is missing", messages.Count == 0 ? "behind its beginning" : $"behind message {messages[^1].Where}");
    }

    /// <summary>Ends the session.</summary>
    /// <returns>Null when nothing was said in it.</returns>
    public ImportedSession? Build(Func<string?, SessionKey> toKey)
    {
        if (isSubagent)
        {
            Notes.Add("sessions of subagents, not imported");
            return null;
        }

        var start = began ?? messages.Find(message => message.At is not null)?.At;
        if (start is null)
            Notes.Add("conversations without a time, given that of the file");
        var (key, history) = (toKey(id), new ImportedHistory(start ?? source.FileTime, Notes));
        foreach (var message in messages)
            message.AddTo(history, $"gemini-cli:{key.ChatId}:{message.Where}");
        if (history.Count == 0)
            return null;
        var (entries, cut) = (history.Finish(), ImportedTitle.Of(title, Notes));
        return new ImportedSession(new NewSession(key, start ?? source.FileTime, entries) { Unknown = ImportedTitle.Fields(cut), Blobs = source.Files.Of(entries) }, cut, Notes);
    }

    /// <summary>Fields that change, and, when Gemini makes its context smaller, its messages from there on: the earlier ones stay ours.</summary>
    private void TakePatch(JsonElement patch)
    {
        foreach (var field in HeadFields)
            TakeHead(field, ImportJson.Get(patch, field));
        foreach (var message in ImportJson.Items(ImportJson.Get(patch, "messages")))
            Take(message);
    }

    private void TakeHead(string field, JsonElement value)
    {
        switch (field)
        {
            case "sessionId":
                id ??= ImportJson.Text(value);
                break;
            case "startTime":
                began ??= ImportJson.Moment(value);
                break;
            case "summary":
                title = ImportJson.Text(value) ?? title;
                break;
            default:
                isSubagent |= ImportJson.Text(value) is "subagent";
                break;
        }
    }

    private void Take(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Notes.AddDamage("messages that are no object, not imported", $"behind message {messages.Count}");
            return;
        }

        var message = GeminiMessage.Read(root, source, messages.Count + 1);
        if (message.Id is { } own && places.TryGetValue(own, out var place))
        {
            messages[place] = message;
            return;
        }

        if (message.Id is { } added)
            places[added] = messages.Count;
        messages.Add(message);
    }

    /// <summary>Takes back a message and all after it; all of them where it is not known, as Gemini CLI does.</summary>
    private void Rewind(string? to)
    {
        var from = to is not null && places.TryGetValue(to, out var place) ? place : 0;
        foreach (var message in messages.Skip(from))
        {
            if (message.IsSaid)
                Notes.Skip("messages that were taken back (/rewind), not imported", message.Where);
            if (message.Id is { } own)
                places.Remove(own);
        }

        messages.RemoveRange(from, messages.Count - from);
    }
}
