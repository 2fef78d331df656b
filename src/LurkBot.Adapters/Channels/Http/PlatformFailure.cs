using System.Globalization;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace LurkBot.Channels;

/// <summary>Says why a request to a platform, or a connection, failed: in words for the owner, without names of .NET.</summary>
internal static class PlatformFailure
{
    /// <summary>The reason, as the end of a sentence.</summary>
    /// <param name="error">What was thrown; its message may hold an address with a token.</param>
    public static string Explain(Exception error) => error switch
    {
        OperationCanceledException or TimeoutException => "no answer came in time",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the name of the server cannot be found (DNS)",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "the server cannot be reached",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "the secure connection (TLS) failed",
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => "the proxy does not let the server be reached",
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or IOException or SocketException => "the connection broke",
        // The outer message says only that a request, or a handshake, failed; the inner one says why.
        HttpRequestException { InnerException: { } inner } => Explain(inner),
        WebSocketException { InnerException: { } inner } => Explain(inner),
        WebSocketException => "the server opens no WebSocket",
        _ => string.Create(CultureInfo.InvariantCulture, $"the request failed ({error.Message})"),
    };
}
