using System.Globalization;
using System.Text.Json;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>One plain conversation.</summary>
/// <param name="source">The file.</param>
/// <param name="notes">Told of what is left out.</param>
/// <param name="number">Its place in the file; 0 when the file is this one conversation.</param>
internal sealed class MessagesConversation(ImportSource source, ImportNotes notes, int number)
{
    private readonly MessagesReader reader = new(source, notes);
    private string? id;
    private string? title;
    private DateTimeOffset? began;
    private long count;

    /// <summary>Takes a field of the conversation.</summary>
    public void TakeHead(string field, JsonElement value)
    {
        switch (field)
        {
            case "id" or "conversation_id" or "session_id" or "uuid":
                id ??= ImportJson.Text(value) ?? (value.ValueKind == JsonValueKind.Number ? value.GetRawText() : null);
                break;
            case "title" or "name":
                title ??= ImportJson.Text(value);
                break;
            case "model":
                reader.Model ??= ImportJson.Text(value);
                break;
            case "created_at" or "create_time" or "created" or "timestamp" or "date" or "time":
                began ??= ImportJson.Moment(value);
                break;
            case "system":
                reader.AddInstructions(value);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes the fields of the conversation.</summary>
    public void TakeHead(Dictionary<string, JsonPiece> fields)
    {
        foreach (var (name, piece) in fields)
        {
            using var document = name is "tools" ? null : source.Parse(piece);
            if (document is not null)
                TakeHead(name, document.RootElement);
        }
    }

    /// <summary>Takes a message.</summary>
    public void Take(JsonElement message) => reader.Take(message, string.Create(CultureInfo.InvariantCulture, $"message {++count}"));

    /// <summary>Takes a message.</summary>
    public void Take(JsonPiece piece)
    {
        using var document = source.Parse(piece);
        if (document is not null)
            Take(document.RootElement);
        else
            count++;
    }

    /// <summary>Takes a message that was read field by field.</summary>
    public void Take(Dictionary<string, JsonPiece> fields)
    {
        using var bytes = new MemoryStream();
        bytes.WriteByte((byte)'{');
        foreach (var (name, piece) in fields)
        {
            bytes.Write(bytes.Length > 1 ? ",\""u8 : "\""u8);
            bytes.Write(System.Text.Encoding.UTF8.GetBytes(name));
            bytes.Write("\":"u8);
            bytes.Write(piece.TooLong ? "null"u8 : piece.Bytes);
        }

        bytes.WriteByte((byte)'}');
        Take(new JsonPiece("message", JsonPieceKind.Value, bytes.ToArray(), fields.Values.Any(piece => piece.TooLong)));
    }

    /// <summary>Ends the conversation.</summary>
    /// <param name="where">Its place in words.</param>
    /// <returns>Null when none of it could be imported; the file's notes say so.</returns>
    public ImportedSession? Build(string where)
    {
        var history = reader.Finish(began ?? source.FileTime);
        if (history.Count == 0)
        {
            if (notes.Skipped.Any())
                source.Notes.AddDamage("conversations of which no message could be imported", where);
            if (!ReferenceEquals(notes, source.Notes))
                source.Notes.Add(notes);
            source.Notes.Add("conversations without a message, not imported");
            return null;
        }

        // The same name of a file may be used for many: what was said first tells them apart.
        var stem = Path.GetFileNameWithoutExtension(source.Path);
        var name = id ?? string.Create(CultureInfo.InvariantCulture, $"{stem}{(number > 1 ? $"-{number}" : "")}-{ImportedKey.Mark(reader.Beginning)}");
        var key = ImportedKey.Create("messages", name, source.Path, SessionType.Main, notes);
        var entries = history.Finish();
        var cut = ImportedTitle.Of(title, notes);
        var session = new NewSession(key, began ?? entries[0].At, entries) { Unknown = ImportedTitle.Fields(cut), Blobs = source.Files.Of(entries) };
        return new ImportedSession(session, cut, notes);
    }
}
