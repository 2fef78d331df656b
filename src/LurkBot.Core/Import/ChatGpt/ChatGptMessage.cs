using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>The messages of a ChatGPT export.</summary>
internal static class ChatGptMessage
{
    /// <summary>Who wrote it.</summary>
    public static string? Role(JsonElement message) => ImportJson.Text(ImportJson.Get(message, "author"), "role");

    /// <summary>Whether a person or the model said it, or nobody knows who did.</summary>
    public static bool IsSaid(JsonElement message) => message.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined) && Role(message) is not ("system" or "tool") && !IsHidden(message);

    /// <summary>Whether ChatGPT does not show it: instructions, custom instructions, memory.</summary>
    public static bool IsHidden(JsonElement message) =>
        ImportJson.IsTrue(ImportJson.Get(message, "metadata"), "is_visually_hidden_from_conversation")
        || ImportJson.IsTrue(ImportJson.Get(message, "metadata"), "is_user_system_message")
        || ImportJson.Text(ImportJson.Get(message, "content"), "content_type") is "user_editable_context" or "model_editable_context";

    /// <summary>Whether a message has its content, and nothing in it.</summary>
    public static bool IsBlank(JsonElement message) => ImportJson.Get(message, "content") is { ValueKind: JsonValueKind.Object } content
        && (ImportJson.Text(content, "text") is "" || (ImportJson.Get(content, "parts").ValueKind == JsonValueKind.Array && ImportJson.Items(ImportJson.Get(content, "parts")).All(part => ImportJson.Text(part) is "")));

    /// <summary>The text of a message, whatever its type of content, and its files; what is neither is counted.</summary>
    public static MessageContent ReadContent(JsonElement message, ImportNotes notes, ExportParts parts, string where)
    {
        var content = ImportJson.Get(message, "content");
        var files = new Dictionary<string, Attachment>(StringComparer.Ordinal);
        foreach (var attached in ImportJson.Items(ImportJson.Get(ImportJson.Get(message, "metadata"), "attachments")))
        {
            var id = ImportJson.Text(attached, "id") ?? "";
            files[id.Length == 0 ? $"#{files.Count}" : id] = parts.Find(id, ImportJson.Text(attached, "name"), ImportJson.Text(attached, "mime_type") ?? ImportJson.Text(attached, "mimeType"), ImportJson.Tokens(attached, "size"), notes, where);
        }

        var type = ImportJson.Text(content, "content_type");
        var texts = type switch
        {
            "thoughts" => ImportJson.Items(ImportJson.Get(content, "thoughts")).SelectMany(thought => new[] { ImportJson.Text(thought, "summary"), ImportJson.Text(thought, "content") }),
            "user_editable_context" => [ImportJson.Text(content, "user_profile"), ImportJson.Text(content, "user_instructions")],
            "model_editable_context" => [ImportJson.Text(content, "model_set_context")],
            "tether_browsing_display" => [ImportJson.Text(content, "summary"), ImportJson.Text(content, "result")],
            "tether_quote" => [ImportJson.Text(content, "title"), ImportJson.Text(content, "url"), ImportJson.Text(content, "text")],
            "reasoning_recap" => [ImportJson.Text(content, "content")],
            _ => Parts(content, notes, parts, files, where).Append(ImportJson.Text(content, "text")),
        };
        var text = string.Join('\n', texts.Where(part => !string.IsNullOrEmpty(part)));
        if (text.Length == 0 && type is not (null or "text" or "multimodal_text" or "code" or "execution_output" or "system_error" or "thoughts" or "reasoning_recap" or "user_editable_context" or "model_editable_context" or "tether_browsing_display" or "tether_quote"))
            notes.Skip($"content of type {type}, not imported", where);
        return new MessageContent(text, [.. files.Values]);
    }

    /// <summary>An image by its pointer, such as <c>file-service://file-abc</c> or <c>sediment://file_abc</c>: the id begins the file's name in the export.</summary>
    private static void AddAsset(JsonElement part, ImportNotes notes, ExportParts parts, Dictionary<string, Attachment> files, string where)
    {
        var pointer = ImportJson.Text(part, "asset_pointer") ?? "";
        var id = pointer[(pointer.LastIndexOf('/') + 1)..];
        if (!files.ContainsKey(id))
            files[id.Length == 0 ? $"#{files.Count}" : id] = parts.Find(id, null, null, ImportJson.Tokens(part, "size_bytes"), notes, where);
    }

    private static IEnumerable<string?> Parts(JsonElement content, ImportNotes notes, ExportParts parts, Dictionary<string, Attachment> files, string where)
    {
        foreach (var part in ImportJson.Items(ImportJson.Get(content, "parts")))
        {
            if (ImportJson.Text(part) is { } text)
                yield return text;
            else if (ImportJson.Text(part, "text") is { } inner)
                yield return inner;
            else if (ImportJson.Text(part, "content_type") is "image_asset_pointer" or "audio_asset_pointer")
                AddAsset(part, notes, parts, files, where);
            else
                notes.Skip(ImportJson.Text(part, "content_type") is { } type ? $"content of type {type}, not imported" : "content without a type, not imported", where);
        }
    }
}
