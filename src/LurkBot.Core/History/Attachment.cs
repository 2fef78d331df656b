using System.Text;
using System.Text.Json;

namespace LurkBot.History;

/// <summary>A file that came with a message; its bytes are a blob beside the history.</summary>
/// <param name="Name">Its name as the sender gave it; never a path of ours.</param>
/// <param name="MediaType">What it is, such as <c>image/png</c>.</param>
/// <param name="Size">Its length in bytes; 0 when unknown.</param>
/// <param name="Blob">The name of its bytes, see <see cref="BlobHash"/>; empty when they are not kept.</param>
public sealed record Attachment(string Name, string MediaType, long Size, string Blob)
{
    /// <summary>Reads what <see cref="UserEntry.Attachments"/> holds.</summary>
    /// <param name="json">An array of objects; fields of the wrong shape count as not given.</param>
    /// <returns>Empty when there are none, or when they are of another shape.</returns>
    public static IReadOnlyList<Attachment> Read(string? json)
    {
        var attachments = new List<Attachment>();
        if (json is null)
            return attachments;
        try
        {
            using var document = JsonDocument.Parse(json, SessionDocument.DeepJson);
            if (document.RootElement.ValueKind != JsonValueKind.Array)
                return attachments;
            foreach (var item in document.RootElement.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object)
                    continue;
                var size = item.TryGetProperty("size", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var bytes) ? Math.Max(0, bytes) : 0;
                attachments.Add(new Attachment(Text(item, "name") ?? Text(item, "file_name") ?? "file", Text(item, "media_type") ?? Text(item, "type") ?? "", size, Text(item, "blob") ?? ""));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Another program's attachments, or half a surrogate pair in a name: the message itself is what counts.
            attachments.Clear();
        }

        return attachments;
    }

    /// <summary>Writes attachments as the history keeps them.</summary>
    public static string Write(IReadOnlyList<Attachment> attachments)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, EntryJson.WriterOptions))
        {
            json.WriteStartArray();
            foreach (var attachment in attachments)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, attachment.Name);
                json.WriteString("media_type"u8, attachment.MediaType);
                json.WriteNumber("size"u8, attachment.Size);
                json.WriteString("blob"u8, attachment.Blob);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
