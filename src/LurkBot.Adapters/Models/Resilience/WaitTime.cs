using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace LurkBot.Models;

/// <summary>Reads how long a provider asks to wait, and says it.</summary>
internal static partial class WaitTime
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>When a limit ends: OpenAI and OpenRouter, GitHub, IETF's draft.</summary>
    private static readonly string[] ResetHeaders = ["x-ratelimit-reset", "ratelimit-reset", "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens"];

    private static readonly string[] Daily = ["per day", "per-day", "perday", "daily", "(rpd)", "(tpd)", "24 hours", "per month", "monthly", "per week", "weekly"];

    /// <summary>How long a provider asks to wait: what its headers say, else its words.</summary>
    /// <param name="headers">RFC 9110's header, the milliseconds that OpenAI gives beside it, or the moment at which a limit ends.</param>
    /// <param name="body">The body, in which some say it: <c>Please try again in 7m12s</c>, <c>"retryDelay": "34s"</c>.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>Null when it does not say.</returns>
    public static TimeSpan? Read(HttpResponseHeaders headers, string body, DateTimeOffset now)
    {
        if (First(headers, "retry-after-ms") is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds is >= 0 and < 1e12)
            return Bound(TimeSpan.FromMilliseconds(milliseconds));
        // A moment that is past says nothing: without a pause all tries would be over at once.
        if ((headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date is { } date && date > now ? date - now : null)) is { } wait)
            return Bound(wait);
        if (First(headers, "retry-after") is { } fraction && double.TryParse(fraction, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e9)
            return Bound(TimeSpan.FromSeconds(seconds));
        return InWords(body) is { } said ? Bound(said) : Reset(body, headers, now);
    }

    /// <summary>Whether an answer speaks of the allowance of a day or longer.</summary>
    public static bool IsDaily(string body) => Array.Exists(Daily, sign => body.Contains(sign, StringComparison.OrdinalIgnoreCase));

    /// <summary>A wait and the moment at which it ends, for a person.</summary>
    /// <param name="wait">The wait.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="zone">The person's zone.</param>
    public static string Say(TimeSpan wait, DateTimeOffset now, TimeZoneInfo zone)
    {
        var length = wait switch
        {
            { TotalMinutes: < 2 } => $"{Math.Ceiling(wait.TotalSeconds):0} s",
            { TotalHours: < 2 } => $"{Math.Ceiling(wait.TotalMinutes):0} min",
            { TotalDays: < 2 } => $"{wait.TotalHours:0.#} h",
            _ => $"{wait.TotalDays:0.#} days",
        };
        var (start, end) = (TimeZoneInfo.ConvertTime(now, zone), TimeZoneInfo.ConvertTime(now + wait, zone));
        return string.Create(CultureInfo.InvariantCulture, $"{length}, until {(end.Date == start.Date ? $"{end:HH:mm}" : $"{end:yyyy-MM-dd HH:mm}")}");
    }

    private static string? First(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static TimeSpan Bound(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;

    private static TimeSpan? InWords(string body)
    {
        var match = Spoken().Match(body);
        if (!match.Success)
            return null;
        var total = TimeSpan.Zero;
        foreach (Match part in Part().Matches(match.Groups["time"].Value))
        {
            var number = double.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture);
            total += part.Groups["unit"].Value.ToLowerInvariant() switch
            {
                "ms" or "milliseconds" => TimeSpan.FromMilliseconds(number),
                ['d', ..] => TimeSpan.FromDays(number),
                ['h', ..] => TimeSpan.FromHours(number),
                ['m', ..] => TimeSpan.FromMinutes(number),
                _ => TimeSpan.FromSeconds(number),
            };
        }

        return total > TimeSpan.Zero ? total : null;
    }

    /// <summary>A header with the moment at which the limit ends, in seconds or milliseconds; OpenRouter repeats it in the body.</summary>
    private static TimeSpan? Reset(string body, HttpResponseHeaders headers, DateTimeOffset now)
    {
        var text = ResetHeaders.Select(name => First(headers, name)).FirstOrDefault(value => value is not null);
        if (text is null && ResetInBody().Match(body) is { Success: true } match)
            text = match.Groups["number"].Value;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number is <= 0 or >= 1e14)
            return text is null ? null : InWords("again in " + text);
        var wait = number switch
        {
            > 1e11 => DateTimeOffset.FromUnixTimeMilliseconds((long)number) - now,
            > 1e9 => DateTimeOffset.FromUnixTimeSeconds((long)number) - now,
            _ => TimeSpan.FromSeconds(number),
        };
        return Bound(wait);
    }

    [GeneratedRegex(@"(again in|retry in|retry after|wait|available in|resets? in|""retryDelay""\s*:\s*""|""retry_after""\s*:)\s*""?(?<time>(\d{1,7}(\.\d{1,9})?\s*(milliseconds|ms|days?|hours?|hrs?|hr|minutes?|mins?|min|seconds?|secs?|sec|d|h|m|s)[\s,]*(and\s)?){1,4})", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spoken();

    [GeneratedRegex(@"(?<number>\d{1,7}(\.\d{1,9})?)\s*(?<unit>milliseconds|ms|days?|hours?|hrs?|hr|minutes?|mins?|min|seconds?|secs?|sec|d|h|m|s)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();

    [GeneratedRegex(@"""X-RateLimit-Reset""\s*:\s*""?(?<number>\d{9,14})", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ResetInBody();
}
