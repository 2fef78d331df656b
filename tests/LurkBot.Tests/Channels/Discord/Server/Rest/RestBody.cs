using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace LurkBot.Tests.Channels;

/// <summary>A body: JSON, or multipart with payload_json and files.</summary>
internal sealed record RestBody(JsonNode? Json, IReadOnlyDictionary<string, UploadedFile> Files)
{
    private const long MaxBytes = 25L << 20;

    public static async Task<RestBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content, cancellationToken);
        if (content.Length > MaxBytes)
            throw RestRefusal.TooLarge;
        if (content.Length == 0)
            return new RestBody(null, new Dictionary<string, UploadedFile>(StringComparer.Ordinal));
        content.Position = 0;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            throw RestRefusal.Form("_", "CONTENT_TYPE", "Expected \"Content-Type\" header to be one of {'application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'}.");
        if (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return new RestBody(Parse(content.ToArray()), new Dictionary<string, UploadedFile>(StringComparer.Ordinal));
        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            throw RestRefusal.Form("_", "CONTENT_TYPE", "Expected \"Content-Type\" header to be one of {'application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'}.");
        return await ReadPartsAsync(content, HeaderUtilities.RemoveQuotes(type.Boundary).ToString(), cancellationToken);
    }

    private static async Task<RestBody> ReadPartsAsync(Stream content, string boundary, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, UploadedFile>(StringComparer.Ordinal);
        JsonNode? json = null;
        var reader = new MultipartReader(boundary, content);
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } part)
        {
            using var copy = new MemoryStream();
            await part.Body.CopyToAsync(copy, cancellationToken);
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition))
                throw RestRefusal.BadRequest(50109, "The request body contains invalid JSON.");
            var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            var file = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).ToString();
            if (name == "payload_json")
                json = Parse(copy.ToArray());
            else
                files[name] = new UploadedFile(file, part.ContentType, copy.ToArray());
        }

        return new RestBody(json, files);
    }

    private static JsonNode? Parse(byte[] content)
    {
        try
        {
            // Half of a character in a string is refused too.
            var json = JsonNode.Parse(content);
            _ = json?.ToJsonString();
            _ = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content);
            return json;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw RestRefusal.BadRequest(50109, "The request body contains invalid JSON.");
        }
    }
}
