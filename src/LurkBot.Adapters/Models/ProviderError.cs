using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using LurkBot.Agents;
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
        var all = $"{code} {text}";
        var said = text.Length == 0 ? $" (status {status})" : $": {Quote(text)}";
        var (failure, message) = status switch
        {
            402 => (ModelFailure.Authentication, NoCreditMessage(variable)),
            429 or 400 or 403 when Has(all, NoCredit) => (ModelFailure.Authentication, NoCreditMessage(variable)),
            400 or 403 when Has(all, Refused) => (ModelFailure.RefusedContent, $"The provider refuses to answer this{said}"),
            404 when Has(all, Sightless) => (ModelFailure.InvalidRequest, $"The provider refused the request{said}"),
            401 or 403 => (ModelFailure.Authentication, $"The provider refused the key. Check {variable}."),
            404 => (ModelFailure.UnknownModel, $"The provider has no such model, or the key may not use it{said} Choose another with --model or /model; lurkbot models list shows them."),
            400 or 413 or 422 when Has(all, Overflow) => (ModelFailure.ContextOverflow, "The conversation is longer than the model's window. Clear it with /clear, or lower LURKBOT_MAX_CONTEXT_TOKENS."),
            408 or 504 => (ModelFailure.Timeout, "The provider did not answer in time. Try again, or choose another model."),
            429 => (ModelFailure.RateLimit, "The provider says: too many requests. Wait a moment, then ask again."),
            >= 500 => (ModelFailure.Overloaded, $"The provider cannot answer right now (status {status}). Try again later, or choose another model."),
            _ => (ModelFailure.InvalidRequest, $"The provider refused the request{said}"),
        };
        return new ModelException(failure, message) { RetryAfter = RetryAfter(headers, now) };
    }

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
            using var document = JsonDocument.Parse(body);
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
        var line = TerminalText.Sanitize(text.ReplaceLineEndings(" "), keepNewlines: false);
        return line.Length <= LongestQuote ? line : string.Concat(line.AsSpan(0, LongestQuote), "…");
    }
}
