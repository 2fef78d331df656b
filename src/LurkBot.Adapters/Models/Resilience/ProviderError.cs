using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using LurkBot.Text;

namespace LurkBot.Models;

/// <summary>Reads what a provider answers instead of a reply, the same for all of them.</summary>
internal static class ProviderError
{
    private const int LongestQuote = 300;

    private static readonly string[] Overflow =
        ["context_length", "context length", "context window", "maximum context", "prompt is too long", "too many tokens", "input token count", "exceeds the available context"];

    private static readonly string[] Refused = ["content_policy", "content_filter", "content filter", "safety", "blocked by", "flagged"];

    /// <summary>What OpenRouter says when no model of that name sees images.</summary>
    private static readonly string[] Sightless = ["support image input"];

    private static readonly (string Sign, int Status)[] LateSigns =
    [
        ("overloaded", 529), ("rate_limit", 429), ("rate limit", 429), ("resource_exhausted", 429), ("insufficient_quota", 429), ("authentication", 401), ("api_key", 401), ("permission", 403),
        ("not_found", 404), ("timeout", 504), ("invalid_request", 400), ("invalid_argument", 400), ("content_policy", 400), ("content_filter", 400), ("context_length", 400),
    ];

    private static readonly string[] NoCredit = ["insufficient_quota", "billing", "credit balance", "spend limit", "spend_limit", "payment"];

    /// <summary>The failure that an answer means.</summary>
    /// <param name="status">Its HTTP status.</param>
    /// <param name="body">Its body: JSON, or a page of some proxy.</param>
    /// <param name="headers">Its headers.</param>
    /// <param name="variable">The setting to check when the key is refused.</param>
    /// <param name="now">The present moment.</param>
    public static ModelException Read(int status, string body, HttpResponseHeaders headers, string variable, DateTimeOffset now)
    {
        var (code, text) = Parse(body);
        return Read(status, code, text, headers, variable, now);
    }

    /// <summary>The failure that an error means which comes in a reply that began with success.</summary>
    /// <param name="json">The error, as <see cref="LateError.In"/> found it.</param>
    /// <param name="headers">The headers of the reply.</param>
    /// <param name="variable">The setting to check when the key is refused.</param>
    /// <param name="now">The present moment.</param>
    public static ModelException ReadLate(string json, HttpResponseHeaders headers, string variable, DateTimeOffset now)
    {
        var (code, text) = Parse(json);
        return Read(LateStatus(json, $"{code} {text}"), code, text, headers, variable, now);
    }

    /// <summary>The status that the error would have had, had it come at once: some say it, the others say what it is.</summary>
    private static int LateStatus(string json, string said)
    {
        using var document = JsonDocument.Parse(json, JsonField.Deep);
        var error = JsonField.Object(document.RootElement, "error") is { ValueKind: JsonValueKind.Object } inner ? inner : document.RootElement;
        foreach (var name in (string[])["code", "status", "status_code"])
        {
            if (JsonField.Number(error, name) is { } status and >= 400 and < 600)
                return (int)status;
        }

        foreach (var (sign, meant) in LateSigns)
        {
            if (said.Contains(sign, StringComparison.OrdinalIgnoreCase))
                return meant;
        }

        return 500;
    }

    private static ModelException Read(int status, string code, string text, HttpResponseHeaders headers, string variable, DateTimeOffset now)
    {
        var all = $"{code} {text}";
        var said = text.Length == 0 ? $" (status {status})." : $": {Quote(text)}";
        var (failure, message) = status switch
        {
            < 400 => (ModelFailure.Unknown, $"The provider's address leads elsewhere (status {status}){(headers.Location is { } there ? $", to {TerminalText.Sanitize(there.ToString(), keepNewlines: false)}" : "")}; the key does not follow. Put the right one into {AddressVariable(variable)}."),
            402 => (ModelFailure.Authentication, NoCreditMessage(variable)),
            429 or 400 or 403 when Has(all, NoCredit) => (ModelFailure.Authentication, NoCreditMessage(variable)),
            400 or 403 when Has(all, Refused) => (ModelFailure.RefusedContent, $"The provider refuses to answer this{said}"),
            404 when Has(all, Sightless) => (ModelFailure.InvalidRequest, $"The provider refused the request{said}"),
            401 or 403 => (ModelFailure.Authentication, $"The provider refused the key. Check {variable}."),
            404 => (ModelFailure.UnknownModel, $"The provider has no such model, or the key may not use it{said} Choose another with --model or /model; lurkbot models list shows them."),
            400 or 413 or 422 when Has(all, Overflow) => (ModelFailure.ContextOverflow, "The conversation is longer than the model's window. Clear it with /clear, or lower LURKBOT_MAX_CONTEXT_TOKENS."),
            408 or 504 => (ModelFailure.Timeout, "The provider did not answer in time. Try again, or choose another model."),
            429 => (ModelFailure.RateLimit, "The provider says: too many requests. Wait a moment, then ask again."),
            >= 500 => (ModelFailure.Overloaded, $"The provider cannot answer right now (status {status}){(text.Length == 0 ? "." : said)} Try again later, or choose another model."),
            _ => (ModelFailure.InvalidRequest, $"The provider refused the request{said}"),
        };
        return new ModelException(failure, message) { RetryAfter = RetryAfter(headers, now) };
    }

    /// <summary>The setting with the address of the provider whose key is in another.</summary>
    public static string AddressVariable(string variable) => variable.Replace("_API_KEY", "_BASE_URL", StringComparison.Ordinal);

    /// <summary>How long the provider asks to wait: RFC 9110, and the milliseconds that OpenAI gives beside it.</summary>
    private static TimeSpan? RetryAfter(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.TryGetValues("retry-after-ms", out var values) && double.TryParse(values.First(), NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 0 and < 1e9)
            return TimeSpan.FromMilliseconds(milliseconds);
        var wait = headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date is { } date ? date - now : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static (string Code, string Text) Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, JsonField.Deep);
            var root = document.RootElement;
            // Google's compatible endpoint wraps its error in an array.
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
                root = root[0];
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error))
                root = error;
            return root.ValueKind switch
            {
                JsonValueKind.String => ("", root.GetString()!),
                JsonValueKind.Object => ($"{Field(root, "code")} {Field(root, "type")} {Field(root, "status")}", Field(root, "message")),
                _ => ("", ""),
            };
        }
        catch (JsonException)
        {
            return ("", "");
        }
    }

    private static string Field(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string NoCreditMessage(string variable) => $"The provider's account has no credit left, or may not spend more. See its billing page; the key is in {variable}.";

    private static bool Has(string text, string[] signs) => Array.Exists(signs, sign => text.Contains(sign, StringComparison.OrdinalIgnoreCase));

    private static string Quote(string text)
    {
        var line = TerminalText.Sanitize(text.ReplaceLineEndings(" ").Trim(), keepNewlines: false);
        return line.Length > LongestQuote ? string.Concat(line.AsSpan(0, LongestQuote), "…") : line[^1] is '.' or '!' or '?' ? line : line + ".";
    }
}
