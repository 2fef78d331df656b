using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LurkBot.Tests.Channels;

/// <summary>The parameters of a request as they came: in the address, a form, a multipart body or JSON.</summary>
internal sealed record BotApiBody(IReadOnlyList<KeyValuePair<string, JsonNode?>> Values, IReadOnlyDictionary<string, UploadedFile> Files, bool IsJson)
{
    // 50 MB for a file, and some for what is around it.
    private const long MaxBytes = 51L << 20;

    public static async Task<BotApiBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var values = request.Query.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)(string?)pair.Value[^1])).ToList();
        var files = new Dictionary<string, UploadedFile>(StringComparer.Ordinal);
        var type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content, cancellationToken);
        if (content.Length > MaxBytes)
            throw new BotApiException(413, "Request Entity Too Large");
        content.Position = 0;
        request.Body = content;
        if (type == "application/json")
        {
            if (content.Length > 0)
                values.AddRange(ReadJson(content));
            return new BotApiBody(values, files, IsJson: true);
        }

        if (type is "application/x-www-form-urlencoded" or "multipart/form-data")
        {
            var limits = new FormOptions
            {
                MultipartBodyLengthLimit = long.MaxValue, ValueLengthLimit = int.MaxValue, MemoryBufferThreshold = int.MaxValue, BufferBodyLengthLimit = long.MaxValue,
            };
            var form = await request.ReadFormAsync(limits, cancellationToken);
            values.AddRange(form.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)(string?)pair.Value[^1])));
            foreach (var file in form.Files)
            {
                using var copy = new MemoryStream();
                await file.CopyToAsync(copy, cancellationToken);
                files[file.Name] = new UploadedFile(file.FileName, file.ContentType, copy.ToArray());
            }
        }

        return new BotApiBody(values, files, IsJson: false);
    }

    private static List<KeyValuePair<string, JsonNode?>> ReadJson(Stream content)
    {
        try
        {
            var json = JsonNode.Parse(content) as JsonObject ?? throw BotApiException.BadRequest("object expected");
            // Strings with half of a character are found when they are read.
            _ = json.ToJsonString();
            foreach (var (_, value) in json)
                _ = value is JsonValue text && text.GetValueKind() == JsonValueKind.String ? (string?)text : null;
            return [.. json];
        }
        catch (JsonException)
        {
            throw BotApiException.BadRequest("can't parse request JSON object");
        }
        catch (InvalidOperationException)
        {
            throw BotApiException.BadRequest("strings must be encoded in UTF-8");
        }
    }
}
