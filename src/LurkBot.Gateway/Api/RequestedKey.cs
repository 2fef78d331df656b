using LurkBot.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LurkBot.Gateway;

/// <summary>The session that a request names in its path.</summary>
internal static class RequestedKey
{
    private const string Before = "/api/sessions/";

    /// <summary>Reads it from the path as it was sent: the decoded one no longer tells an escaped slash from the characters <c>%2F</c>.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="LurkBotException">It is not a key.</exception>
    public static SessionKey Of(HttpContext context)
    {
        var sent = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var start = sent.IndexOf(Before, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
            return SessionKey.Parse((string)context.Request.RouteValues["key"]!);
        var segment = sent.AsSpan(start + Before.Length);
        var end = segment.IndexOfAny('/', '?', '#');
        return SessionKey.Parse(Uri.UnescapeDataString(segment[..(end < 0 ? segment.Length : end)]));
    }
}
