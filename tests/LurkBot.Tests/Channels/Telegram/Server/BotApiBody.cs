using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LurkBot.Tests.Channels;

/// <summary>The parameters of a request as they came: in the address, a form, a multipart body or JSON.</summary>
internal sealed partial record BotApiBody(IReadOnlyList<KeyValuePair<string, JsonNode?>> Values, IReadOnlyDictionary<string, UploadedFile> Files, bool IsJson)
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
        switch (type)
        {
            case "application/json" when content.Length > 0:
                values.AddRange(ReadJson(content));
                break;
            case "application/x-www-form-urlencoded":
                using (var reader = new FormReader(content) { ValueLengthLimit = int.MaxValue })
                    values.AddRange((await reader.ReadFormAsync(cancellationToken)).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)(string?)pair.Value[^1])));
                break;
            case "multipart/form-data":
                await ReadPartsAsync(content, request.ContentType!, values, files, cancellationToken);
                break;
        }

        return new BotApiBody(values, files, type == "application/json");
    }

    /// <summary>Reads a multipart body. Names of files may come without quotes and with any letters, as some libraries send them.</summary>
    private static async Task ReadPartsAsync(Stream content, string type, List<KeyValuePair<string, JsonNode?>> values, Dictionary<string, UploadedFile> files, CancellationToken cancellationToken)
    {
        var boundary = Boundary().Match(type).Groups["value"].Value;
        var reader = new MultipartReader(boundary, content);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } part)
        {
            using var copy = new MemoryStream();
            await part.Body.CopyToAsync(copy, cancellationToken);
            var (name, file) = (Name().Match(part.ContentDisposition ?? ""), FileName().Match(part.ContentDisposition ?? ""));
            if (file.Success)
                files[name.Groups["value"].Value] = new UploadedFile(file.Groups["value"].Value, part.ContentType, copy.ToArray());
            else
                values.Add(KeyValuePair.Create(name.Groups["value"].Value, (JsonNode?)System.Text.Encoding.UTF8.GetString(copy.ToArray())));
        }
    }

    private static List<KeyValuePair<string, JsonNode?>> ReadJson(Stream content)
    {
        try
        {
            var json = JsonNode.Parse(content) as JsonObject ?? throw BotApiException.BadRequest("object expected");
            ReadStrings(json);
            return [.. json.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))];
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

    /// <summary>Reads each string: one with half of a character is found then.</summary>
    private static void ReadStrings(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject json:
                foreach (var (_, value) in json)
                    ReadStrings(value);
                break;
            case JsonArray array:
                foreach (var value in array)
                    ReadStrings(value);
                break;
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                _ = (string?)text;
                break;
        }
    }

    [GeneratedRegex("boundary=\"?(?<value>[^\";]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Boundary();

    [GeneratedRegex("[; ]name=\"?(?<value>[^\";]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex("filename=(\"(?<value>[^\"]*)\"|(?<value>[^;]*))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
