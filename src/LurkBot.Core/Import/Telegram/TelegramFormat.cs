using LurkBot.Sessions;

namespace LurkBot.Import;

/// <summary>Chats that Telegram Desktop exported as JSON: <c>result.json</c> of one chat, or of an account, with photos and files in folders beside it.</summary>
internal sealed class TelegramFormat : IImportFormat
{
    private static readonly string[] Types =
        ["saved_messages", "replies", "verification_codes", "personal_chat", "bot_chat", "private_group", "private_supergroup", "public_supergroup", "private_channel", "public_channel"];

    public string Name => "telegram";

    public string Description => "Telegram Desktop's export (result.json)";

    public bool Recognizes(ImportSample sample) => sample.Whole is { InArray: false } whole && (IsChat(whole) || IsAccount(whole));

    public IEnumerable<ImportedSession> Read(ImportSource source)
    {
        using var stream = source.Open();
        var pieces = new JsonPieces(stream, Enters);
        TelegramChat? chat = null;
        foreach (var piece in pieces.Read())
        {
            source.ThrowIfCancelled();
            var (container, name) = Split(piece.Path);
            if (piece.Kind is JsonPieceKind.Begin && piece.Path is "" or "chats/list/[]" or "left_chats/list/[]")
            {
                source.Files.Clear();
                chat = new TelegramChat(source, new ImportNotes());
            }
            else if (piece.Kind is JsonPieceKind.Value && name is "[]" && container.EndsWith("messages", StringComparison.Ordinal))
            {
                chat!.Take(piece);
            }
            else if (piece.Kind is JsonPieceKind.Value && name is "name" or "type" or "id" && container is "" or "chats/list/[]" or "left_chats/list/[]")
            {
                chat!.TakeHead(name, piece);
            }
            else if (piece.Kind is JsonPieceKind.Value && name is "messages" or "list" or "chats" or "left_chats")
            {
                source.Notes.AddDamage("lists of chats or messages that are none, not imported", piece.Path);
            }
            else if (piece.Kind is JsonPieceKind.End && piece.Path is "" or "chats/list/[]" or "left_chats/list/[]" && chat?.Build() is { } built)
            {
                yield return built;
                chat = null;
            }
        }

        if (pieces.IsCutShort)
            source.Notes.AddDamage("The end of the file is missing", chat is null ? "behind the last chat" : $"within {chat.Where}");
        if (pieces.IsCutShort && chat?.Build() is { } cut)
            yield return cut;
    }

    /// <summary>What kind of session a chat becomes: only the owner's notes to themselves are the owner's alone.</summary>
    public static SessionType TypeOf(string? type) => type switch
    {
        "saved_messages" => SessionType.Main,
        "personal_chat" or "bot_chat" => SessionType.Dm,
        _ => SessionType.Group,
    };

    private static bool Enters(string path, bool isArray) => isArray
        ? path is "messages" or "chats/list" or "left_chats/list" or "chats/list/[]/messages" or "left_chats/list/[]/messages"
        : path is "" or "chats" or "left_chats" or "chats/list/[]" or "left_chats/list/[]";

    private static (string Container, string Name) Split(string path) => path.LastIndexOf('/') is var slash && slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);

    private static bool IsChat(JsonStart whole) => whole.Has("messages") && whole.Has("id") && Types.Contains(whole.Text("type"), StringComparer.Ordinal);

    private static bool IsAccount(JsonStart whole) => whole.HasPath("chats/list") || whole.HasPath("left_chats/list")
        || (whole.Has("about") && (whole.HasPath("personal_information/user_id") || whole.HasPath("contacts/list")));
}
