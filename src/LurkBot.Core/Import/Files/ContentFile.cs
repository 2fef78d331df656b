using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>Images and files within message content, as the providers' interfaces write them.</summary>
internal static class ContentFile
{
    private const string Base64Mark = ";base64,";

    /// <summary>Reads a block of content.</summary>
    /// <param name="block">The block.</param>
    /// <param name="files">Keeps the bytes.</param>
    /// <param name="notes">Told of what is not kept.</param>
    /// <param name="where">The message.</param>
    /// <param name="address">The address of an image that stands elsewhere; it is not fetched.</param>
    /// <returns>Null when the block is no file, or one without bytes.</returns>
    public static Attachment? Read(JsonElement block, ImportedFiles files, ImportNotes notes, string where, out string? address)
    {
        address = null;
        var (name, type, data) = Find(block);
        if (data is null)
            return null;
        if (data.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || data.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            address = data;
            notes.Add("images and files that the text only links to");
            return null;
        }

        if (data.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            var mark = data.IndexOf(Base64Mark, StringComparison.OrdinalIgnoreCase);
            if (mark < 0)
                return Damaged(notes, where);
            type = data["data:".Length..mark].Split(';')[0];
            data = data[(mark + Base64Mark.Length)..];
        }

        return TryDecode(data) is { } bytes ? files.Keep(name, type, bytes, notes, where) : Damaged(notes, where);
    }

    private static (string? Name, string? Type, string? Data) Find(JsonElement block)
    {
        // Gemini names the type by the field.
        if (ImportJson.Get(block, "inlineData") is { ValueKind: JsonValueKind.Object } inline)
            return (ImportJson.Text(inline, "displayName"), ImportJson.Text(inline, "mimeType"), ImportJson.Text(inline, "data"));
        switch (ImportJson.Text(block, "type"))
        {
            case "image" or "document" when ImportJson.Get(block, "source") is { ValueKind: JsonValueKind.Object } source:
                return (ImportJson.Text(block, "title"), ImportJson.Text(source, "media_type"), ImportJson.Text(source, "data") ?? ImportJson.Text(source, "url"));
            case "image" or "audio":
                return (null, ImportJson.Text(block, "mimeType") ?? ImportJson.Text(block, "media_type"), ImportJson.Text(block, "data") ?? ImportJson.Text(block, "image"));
            case "image_url" or "input_image":
                var url = ImportJson.Get(block, "image_url");
                return (null, null, ImportJson.Text(url) ?? ImportJson.Text(url, "url"));
            case "file" or "input_file":
                var file = ImportJson.Get(block, "file") is { ValueKind: JsonValueKind.Object } inner ? inner : block;
                return (ImportJson.Text(file, "filename"), null, ImportJson.Text(file, "file_data") ?? ImportJson.Text(file, "file_url"));
            case "input_audio":
                var audio = ImportJson.Get(block, "input_audio");
                return (null, ImportJson.Text(audio, "format") is { } format ? $"audio/{format}" : null, ImportJson.Text(audio, "data"));
            default:
                return default;
        }
    }

    private static byte[]? TryDecode(string data)
    {
        // Some tools leave out the padding, or write the alphabet of addresses.
        var text = data.Replace('-', '+').Replace('_', '/').TrimEnd('=', '\n', '\r', ' ');
        var bytes = new byte[(text.Length * 3L / 4) + 3];
        return Convert.TryFromBase64String(text.PadRight(text.Length + ((4 - (text.Length % 4)) % 4), '='), bytes, out var length) ? bytes[..length] : null;
    }

    private static Attachment? Damaged(ImportNotes notes, string where)
    {
        notes.Skip("images and files whose data is damaged, not imported", where);
        return null;
    }
}
