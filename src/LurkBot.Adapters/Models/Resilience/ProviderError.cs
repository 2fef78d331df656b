using System.Net.Http.Headers;
using System.Text.Json;
using LurkBot.Text;

namespace LurkBot.Models;

/// <summary>Reads what a provider answers instead of a reply, the same for all of them.</summary>
internal static class ProviderError
{
    private const int LongestQuote = 300;
    private const int LongestAnswer = 8192;

    private static readonly TimeSpan WorthSaying = TimeSpan.FromMinutes(1);

    private static readonly string[] Overflow =
        ["context_length", "context length", "context window", "maximum context", "prompt is too long", "too many tokens", "input token count", "exceeds the available context"];

    private static readonly string[] Refused = ["content_policy", "content_filter", "content filter", "safety", "blocked by", "flagged"];

    private static readonly (string Sign, int Status)[] LateSigns =
    [
        ("overloaded", 529), ("rate_limit", 429), ("rate limit", 429), ("resource_exhausted", 429), ("insufficient_quota", 429), ("authentication", 401), ("api_key", 401), ("unauthorized", 401), ("not authenticated", 401), ("does not support", 400), ("permission", 403),
        ("not_found", 404), ("timeout", 504), ("invalid_request", 400), ("invalid_argument", 400), ("content_policy", 400), ("content_filter", 400), ("context_length", 400),
    ];

    /// <summary>Google says it with the status of a bad request.</summary>
    private static readonly string[] BadKey = ["api key not valid", "api_key_invalid", "api key expired", "invalid api key"];

    private static readonly string[] NoCredit = ["insufficient_quota", "billing", "credit balance", "spend limit", "spend_limit", "payment"];

    /// <summary>The failure that an answer means.</summary>
    /// <param name="status">Its HTTP status.</param>
    /// <param name="body">Its body: JSON, or a page of some proxy.</param>
    /// <param name="headers">Its headers.</param>
    /// <param name="context">Who was asked, and when.</param>
    public static ModelException Read(int status, string body, HttpResponseHeaders headers, ErrorContext context)
    {
        var (code, text) = ErrorWords.Read(body);
        return Read(status, code, text, body, headers, context);
    }

    /// <summary>The failure that an error means which comes in a reply that began with success.</summary>
    /// <param name="json">The error, as <see cref="LateError.In"/> found it.</param>
    /// <param name="headers">The headers of the reply.</param>
    /// <param name="context">Who was asked, and when.</param>
    public static ModelException ReadLate(string json, HttpResponseHeaders headers, ErrorContext context)
    {
        var (code, text) = ErrorWords.Read(json);
        return Read(LateStatus(json, $"{code} {text}"), code, text, json, headers, context);
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

    private static ModelException Read(int status, string code, string text, string body, HttpResponseHeaders headers, ErrorContext context)
    {
        (text, body) = (context.Secrets.Mask(text), context.Secrets.Mask(body));
        var (all, variable) = ($"{code} {text}", context.Variable);
        var said = text.Length == 0 ? $" (status {status})." : $": {Quote(text)}";
        var wait = WaitTime.Read(headers, body, context.Now);
        var (failure, message) = status switch
        {
            < 400 => (ModelFailure.Unknown, $"The provider's address leads elsewhere (status {status}){(headers.Location is { } there ? $", to {TerminalText.Sanitize(there.ToString(), keepNewlines: false)}" : "")}; the key does not follow. Put the right one into {AddressVariable(variable)}."),
            402 => (ModelFailure.Authentication, NoCreditMessage(variable)),
            429 or 400 or 403 when Has(all, NoCredit) && !WaitTime.IsDaily(all) => (ModelFailure.Authentication, NoCreditMessage(variable)),
            400 or 403 when Has(all, Refused) => (ModelFailure.RefusedContent, $"The provider refuses to answer this{said}"),
            407 => (ModelFailure.Network, $"The proxy asks for a name and password{said} Put them into the address in HTTPS_PROXY or HTTP_PROXY: http://NAME:PASSWORD@HOST:PORT."),
            401 or 403 => (ModelFailure.Authentication, $"The provider refused the key{(text.Length == 0 ? "." : said)} Check {variable}."),
            404 when RefusalText.NamesAPart(text) => (ModelFailure.InvalidRequest, $"The provider refused the request{said}"),
            404 or 405 when context.HasOwnAddress && !NamesModel(all) => (ModelFailure.Unknown, $"The server does not have the address {context.Path}{said} Check {AddressVariable(variable)}{(variable.Contains("OPENAI", StringComparison.Ordinal) ? "; most servers want it to end in /v1." : ".")}"),
            404 => (ModelFailure.UnknownModel, $"The provider has no such model, or the key may not use it{said} Choose another with --model or /model; lurkbot models list shows them."),
            400 or 413 or 422 when IsOverflow(all) => (ModelFailure.ContextOverflow, "The conversation is longer than the model's window. Clear it with /clear, or lower LURKBOT_MAX_CONTEXT_TOKENS."),
            413 => (ModelFailure.InvalidRequest, $"The request is too large for the server{said} Send less at once: leave out attachments, or make the conversation smaller with /compact."),
            431 => (ModelFailure.InvalidRequest, $"The server finds the request's headers too large{said} Check {variable}, and what stands between."),
            400 when Has(all, BadKey) => (ModelFailure.Authentication, $"The provider refused the key{said} Check {variable}."),
            408 or 504 => (ModelFailure.Timeout, "The provider did not answer in time. Try again, or choose another model."),
            429 => (ModelFailure.RateLimit, RateLimitMessage(all, wait, text.Length == 0 ? "" : said, context)),
            501 or 505 => (ModelFailure.InvalidRequest, $"The provider refused the request{said}"),
            >= 500 => (ModelFailure.Overloaded, $"The provider cannot answer right now (status {status}){(text.Length == 0 ? "." : said)} {(wait > WorthSaying ? $"It asks to wait {WaitTime.Say(wait.Value, context.Now, context.Zone)}." : "Try again later, or choose another model.")}"),
            _ => (ModelFailure.InvalidRequest, $"The provider refused the request{said}"),
        };
        // A body may repeat the whole request: where there are words, they alone count.
        var answer = text.Length == 0 ? body : all;
        return new ModelException(failure, context.Secrets.Mask(message))
        {
            RetryAfter = wait,
            Status = status,
            Answer = answer.Length > LongestAnswer ? answer[..LongestAnswer] : answer,
            IsAllowanceUsed = status == 429 && (WaitTime.IsDaily(all) || WaitTime.IsDaily(body)) && wait is null or { TotalMinutes: > 1 },
        };
    }

    /// <summary>The setting with the address of the provider whose key is in another.</summary>
    public static string AddressVariable(string variable) => variable.Replace("_API_KEY", "_BASE_URL", StringComparison.Ordinal);

    /// <summary>Whether an error says that the conversation is too long.</summary>
    public static bool IsOverflow(string text) => Has(text, Overflow);

    /// <summary>Whether an error speaks of a model, rather than of an address that is not there.</summary>
    public static bool NamesModel(string text) => RefusalText.Names(text, "model") || RefusalText.Names(text, "models") || RefusalText.Names(text, "model_not_found") || RefusalText.Names(text, "deployment") || RefusalText.Names(text, "endpoints");

    private static string RateLimitMessage(string all, TimeSpan? wait, string said, ErrorContext context)
    {
        var what = WaitTime.IsDaily(all) ? "The provider's allowance for now is used up" : "The provider says: too many requests";
        if (wait > WorthSaying)
            return $"{what}{(said.Length == 0 ? "." : said)} It asks to wait {WaitTime.Say(wait.Value, context.Now, context.Zone)}; until then choose another model with --model or /model.";
        return WaitTime.IsDaily(all) ? $"{what}{(said.Length == 0 ? "." : said)} Ask again tomorrow, or choose another model with --model or /model." : $"{what}{(said.Length == 0 ? "." : said)} Wait a moment, then ask again.";
    }

    private static string NoCreditMessage(string variable) => $"The provider's account has no credit left, or may not spend more. See its billing page; the key is in {variable}.";

    private static bool Has(string text, string[] signs) => Array.Exists(signs, sign => text.Contains(sign, StringComparison.OrdinalIgnoreCase));

    private static string Quote(string text)
    {
        var line = TerminalText.Sanitize(new SecretRedactor([]).Redact(text.ReplaceLineEndings(" ").Trim()), keepNewlines: false);
        return line.Length > LongestQuote ? string.Concat(line.AsSpan(0, LongestQuote), "…") : line[^1] is '.' or '!' or '?' ? line : line + ".";
    }
}
