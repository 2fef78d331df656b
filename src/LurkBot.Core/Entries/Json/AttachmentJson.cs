using System.Text.Json;

namespace LurkBot.Entries;

/// <summary>Reads and writes the files of a message.</summary>
internal static class AttachmentJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<Attachment> attachments)
    {
        if (attachments.Count == 0)
            return;
        json.WriteStartArray("attachments"u8);
        foreach (var attachment in attachments)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, attachment.Name);
            if (attachment.MediaType.Length > 0)
                json.WriteString("media_type"u8, attachment.MediaType);
            if (attachment.Size > 0 || attachment.Blob.Length > 0)
                json.WriteNumber("size"u8, attachment.Size);
            if (attachment.Blob.Length > 0)
                json.WriteString("blob"u8, attachment.Blob);
            EntryJson.WriteText(json, "reference", attachment.Reference);
            foreach (var field in attachment.Unknown)
                EntryJson.WriteRaw(json, field.Name, field.Json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads a file; other programs have other names for the same, which are kept beside.</summary>
    public static Attachment Read(ref JsonLineReader json)
    {
        var (name, type, size, blob, unknown) = ((string?)null, (string?)null, 0L, "", (List<UnknownField>?)null);
        var (foreignName, foreignType, reference) = ((string?)null, (string?)null, (string?)null);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var field = json.GetString()!;
            json.Read();
            var text = json.TokenType == JsonTokenType.String ? json.GetString() : null;
            var isNumber = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) && (size = Math.Max(0, field is "size" ? number : size)) >= 0;
            switch (field)
            {
                case "name" when text is not null:
                    name = text;
                    continue;
                case "media_type" when text is not null:
                    type = text;
                    continue;
                case "blob" when text is not null:
                    blob = text;
                    continue;
                case "size" when isNumber:
                    continue;
                case "reference" when text is { Length: <= Attachment.LongestReference }:
                    reference = text;
                    continue;
                case "file_name":
                    foreignName = text;
                    break;
                case "type":
                    foreignType = text;
                    break;
            }

            (unknown ??= []).Add(new UnknownField(field is "name" or "media_type" or "blob" or "size" or "reference" ? "original_" + field : field, json.GetRawText()));
        }

        var attachment = new Attachment(name ?? foreignName ?? "file", type ?? foreignType ?? "", size, blob) { Reference = reference };
        return unknown is null ? attachment : attachment with { Unknown = unknown };
    }
}
