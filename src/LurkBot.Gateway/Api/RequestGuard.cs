using LurkBot.Doors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LurkBot.Gateway;

/// <summary>
/// Lets a request in: its host is one of ours, so that no page of another name reaches the gateway; it comes from no page of another
/// origin; and it shows the token, but for a look at the gateway's health and its greeting.
/// </summary>
/// <param name="next">What comes then.</param>
/// <param name="identity">Who the gateway is.</param>
/// <param name="presence">Where it listens.</param>
internal sealed class RequestGuard(RequestDelegate next, GatewayIdentity identity, GatewayPresence presence)
{
    private const string Bearer = "Bearer ";

    /// <summary>The host that clients name on a socket.</summary>
    public const string SocketHost = "lurkbot";

    /// <summary>Answers, or passes the request on.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsOurs(context.Request.Host.Host))
        {
            await RefuseAsync(context, StatusCodes.Status421MisdirectedRequest, "This host is not one of the gateway's. Use 127.0.0.1, or an address of LURKBOT_GATEWAY_LISTEN.");
            return;
        }

        if (context.Request.Headers.Origin is { Count: > 0 } origin && !IsOwnOrigin(origin, context.Request))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "Requests from pages of another origin are not served.");
            return;
        }

        var path = context.Request.Path;
        if (!path.StartsWithSegments("/health", StringComparison.Ordinal) && !path.Equals("/api/hello", StringComparison.Ordinal) && !identity.Token.IsShownBy(TokenOf(context.Request)))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "Show the gateway's token: Authorization: Bearer TOKEN. It is in the file gateway.token of the home.");
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await next(context);
    }

    private static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { } shown && shown.StartsWith(Bearer, StringComparison.Ordinal) ? shown[Bearer.Length..].Trim() : null;

    private bool IsOurs(string host) => host is "localhost" or "127.0.0.1" or "[::1]" or "::1" or SocketHost
        || presence.Addresses.Any(address => address.Address is { } known && string.Equals(known.Host, host, StringComparison.OrdinalIgnoreCase));

    private static bool IsOwnOrigin(StringValues origin, HttpRequest request) =>
        origin.Count == 1 && string.Equals(origin[0], $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(new WireError(ErrorKind.Refused, why, "This request is not allowed."), WireJson.Default.WireError, cancellationToken: context.RequestAborted);
    }
}
