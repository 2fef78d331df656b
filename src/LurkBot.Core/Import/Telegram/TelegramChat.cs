using System.Globalization;
using System.Text.Json;

namespace LurkBot.Import;

/// <summary>One chat of a Telegram export.</summary>
/// <param name="source">The file.</param>
/// <param name="notes">Told of what is left out.</param>
internal sealed class TelegramChat(ImportSource source, ImportNotes notes)
{
    private readonly ImportedChat chat = new("telegram-export", source, notes);
    private string? id;
    private string? name;
    private string? type;
    private long count;

    /// <summary>The chat in words.</summary>
    public string Where => $"chat {name ?? id ?? "without a name"}, behind message {count.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Takes a field of the chat.</summary>
    public void TakeHead(string field, JsonPiece piece)
    {
        using var document = source.Parse(piece);
        if (document is null)
            return;
        if (field is "name")
            name = ImportJson.Text(document.RootElement) ?? name;
        else if (field is "type")
            type = ImportJson.Text(document.RootElement) ?? type;
        else
            id = ImportJson.Text(document.RootElement) ?? (document.RootElement.ValueKind == JsonValueKind.Number ? document.RootElement.GetRawText() : id);
    }

    /// <summary>Takes the next message.</summary>
    public void Take(JsonPiece piece)
    {
        count++;
        // Telegram escapes control characters in a way that JSON does not know.
        using var document = source.Parse(piece with { Bytes = TelegramEscapes.Replace(piece.Bytes) });
        if (document is not null && TelegramMessage.Read(document.RootElement, source, notes, string.Create(CultureInfo.InvariantCulture, $"message {count}")) is { } message)
            chat.Add(TelegramFormat.TypeOf(type) is Sessions.SessionType.Main ? message with { Sender = null } : message);
    }

    /// <summary>Ends the chat.</summary>
    /// <returns>Null when nothing was said in it, or it is none.</returns>
    public ImportedSession? Build() => count == 0 && type is null && id is null ? null : chat.Build(id, TelegramFormat.TypeOf(type), name ?? (type is "saved_messages" ? "Saved Messages" : null));
}
