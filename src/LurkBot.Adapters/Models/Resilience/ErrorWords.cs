using System.Net;
using System.Text;
using System.Text.Json;

namespace LurkBot.Models;

/// <summary>Finds what a server says in the body of an error, whatever form it has: JSON of any vendor, an event, a web page, plain text.</summary>
internal static class ErrorWords
{
    private const int MostParts = 4;
    private const int LongestText = 4096;

    /// <summary>Where servers put their words, the most telling first.</summary>
    private static readonly string[] TextFields = ["message", "msg", "detail", "details", "error", "errors", "error_message", "error_description", "description", "reason", "title"];

    private static readonly string[] CodeFields = ["code", "type", "status", "param"];

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The kind of the error as the server calls it, and its words; both empty when it says nothing.</returns>
    public static (string Code, string Text) Read(string body)
    {
        var trimmed = EventData(body.Trim());
        if (trimmed.Length == 0)
            return ("", "");
        if (trimmed[0] is '{' or '[' or '"')
        {
            try
            {
                using var document = JsonDocument.Parse(trimmed);
                return (Codes(document.RootElement), Shorten(Words(document.RootElement, depth: 0)));
            }
            catch (JsonException)
            {
                // Cut off, or not JSON after all: its text says more than nothing.
            }
        }

        return ("", Shorten(trimmed[0] == '<' ? PageText(trimmed) : trimmed));
    }

    /// <summary>What an event of a stream carries; any other text stays.</summary>
    private static string EventData(string body)
    {
        if (!body.StartsWith("data:", StringComparison.Ordinal) && !body.StartsWith("event:", StringComparison.Ordinal))
            return body;
        var data = body.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line["data:".Length..].Trim()).FirstOrDefault();
        return data ?? body;
    }

    private static string Codes(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0)
            element = element[0];
        if (element.ValueKind != JsonValueKind.Object)
            return "";
        if (element.TryGetProperty("error"u8, out var error) && error.ValueKind == JsonValueKind.Object)
            element = error;
        return string.Join(' ', CodeFields.Select(field => element.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : "")).Trim();
    }

    private static string Words(JsonElement element, int depth)
    {
        if (depth > 4)
            return "";
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return element.GetString()!.Trim();
            case JsonValueKind.Array:
                return string.Join("; ", element.EnumerateArray().Take(MostParts).Select(item => Words(item, depth + 1)).Where(words => words.Length > 0));
            case JsonValueKind.Object:
                var words = TextFields.Select(field => element.TryGetProperty(field, out var value) ? Words(value, depth + 1) : "").FirstOrDefault(text => text.Length > 0) ?? "";
                return Place(element) is { Length: > 0 } place && words.Length > 0 ? $"{place}: {words}" : Upstream(element) is { Length: > 0 } upstream ? $"{words} {upstream}".Trim() : words;
            default:
                return "";
        }
    }

    /// <summary>What is wrong, where FastAPI says it: <c>"loc": ["body", "stream_options"]</c>.</summary>
    private static string Place(JsonElement element) => element.TryGetProperty("loc"u8, out var place) && place.ValueKind == JsonValueKind.Array
        ? string.Join('.', place.EnumerateArray().Where(part => part.ValueKind is JsonValueKind.String or JsonValueKind.Number).Select(part => part.ToString()).Where(part => part != "body"))
        : "";

    /// <summary>OpenRouter's message says only that the provider behind it failed; what that said stands beside it.</summary>
    private static string Upstream(JsonElement element) =>
        element.TryGetProperty("metadata"u8, out var metadata) && metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("raw"u8, out var raw) && raw.ValueKind == JsonValueKind.String
            ? Read(raw.GetString()!).Text
            : "";

    private static string PageText(string html)
    {
        var text = new StringBuilder();
        for (var i = 0; i < html.Length && text.Length < LongestText;)
        {
            if (html[i] != '<')
            {
                text.Append(html[i++]);
                continue;
            }

            var hidden = Hidden(html.AsSpan(i + 1));
            var from = hidden is null ? i : html.IndexOf($"</{hidden}", i, StringComparison.OrdinalIgnoreCase);
            var end = from < 0 ? -1 : html.IndexOf('>', from);
            i = end < 0 ? html.Length : end + 1;
            text.Append(' ');
        }

        return WebUtility.HtmlDecode(text.ToString());
    }

    /// <summary>An element whose content nobody reads.</summary>
    private static string? Hidden(ReadOnlySpan<char> tag)
    {
        if (tag.StartsWith("script", StringComparison.OrdinalIgnoreCase))
            return "script";
        return tag.StartsWith("style", StringComparison.OrdinalIgnoreCase) ? "style" : null;
    }

    private static string Shorten(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length > LongestText ? line[..LongestText] : line;
    }
}
