using System.Globalization;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;

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

    /// <summary>What went wrong while a platform was heard, as the end of a sentence: also what nobody foresaw, of which the log says more.</summary>
    /// <param name="error">What was thrown.</param>
    public static string Tell(Exception error) => error switch
    {
        LurkBotException => error.Message.TrimEnd('.'),
        OperationCanceledException or TimeoutException or HttpRequestException or WebSocketException or IOException or SocketException => Explain(error),
        JsonException => "what it says cannot be read",
        _ => "something unexpected happened; the log says more",
    };

    /// <summary>Why something that a platform told could not be read.</summary>
    /// <param name="error">What was thrown.</param>
    /// <param name="documentation">What it should follow.</param>
    public static string Odd(Exception error, string documentation) => error switch
    {
        FormatException => error.Message,
        JsonException { Path: { Length: > 0 } path } => $"It is not as {documentation} says, at {path}.",
        _ => $"It is not as {documentation} says.",
    };
}
