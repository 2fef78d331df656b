using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LurkBot.Tests.Channels;

/// <summary>The arguments of a request as they came: in the address, a form, a multipart body or JSON.</summary>
internal sealed partial record SlackBody(IReadOnlyList<KeyValuePair<string, JsonNode?>> Values, bool IsJson, string? Warning)
{
    public static async Task<SlackBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var values = request.Query.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)(string?)pair.Value[^1])).ToList();
        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content, cancellationToken);
        content.Position = 0;
        var type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        var charset = Charset().Match(request.ContentType ?? "");
        if (charset.Success && !charset.Groups["name"].Value.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            throw new SlackException("invalid_charset");
        string? warning = null;
        switch (type)
        {
            case null when content.Length > 0:
                throw new SlackException("missing_post_type");
            case null:
                break;
            case "application/json":
                values.AddRange(ReadJson(content));
                warning = charset.Success ? null : "missing_charset";
                break;
            case "application/x-www-form-urlencoded":
                using (var reader = new FormReader(content) { ValueLengthLimit = int.MaxValue })
                    values.AddRange((await reader.ReadFormAsync(cancellationToken)).Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)(string?)pair.Value[^1])));
                warning = charset.Success ? "superfluous_charset" : null;
                break;
            case "multipart/form-data":
                foreach (var (name, bytes) in await ReadPartsAsync(content, request.ContentType!, cancellationToken))
                    values.Add(KeyValuePair.Create(name, (JsonNode?)Encoding.UTF8.GetString(bytes)));
                break;
            default:
                throw new SlackException("invalid_post_type");
        }

        if (values.Exists(value => value.Key.Contains('[', StringComparison.Ordinal)))
            throw new SlackException("invalid_array_arg");
        return new SlackBody(values, type == "application/json", warning);
    }

    /// <summary>Reads the parts of a multipart body.</summary>
    public static async Task<List<(string Name, byte[] Content)>> ReadPartsAsync(Stream content, string type, CancellationToken cancellationToken)
    {
        var parts = new List<(string, byte[])>();
        var reader = new MultipartReader(Boundary().Match(type).Groups["value"].Value, content);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } part)
        {
            using var copy = new MemoryStream();
            await part.Body.CopyToAsync(copy, cancellationToken);
            parts.Add((Name().Match(part.ContentDisposition ?? "").Groups["value"].Value, copy.ToArray()));
        }

        return parts;
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> ReadJson(Stream content)
    {
        if (content.Length == 0)
            return [];
        try
        {
            var json = JsonNode.Parse(content) as JsonObject ?? throw new SlackException("json_not_object");
            // Reading each string finds one with half of a character.
            _ = JsonSerializer.Serialize(json);
            return [.. json.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new SlackException("invalid_json");
        }
    }

    [GeneratedRegex("boundary=\"?(?<value>[^\";]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Boundary();

    [GeneratedRegex("[; ]name=\"?(?<value>[^\";]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();

    [GeneratedRegex("charset=\"?(?<name>[^\"; ]+)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Charset();
}
