using System.Net.Sockets;
using System.Security.Authentication;
using LurkBot.Text;

namespace LurkBot.Models;

/// <summary>Says why a provider cannot be reached, and what to do next: the certificate, the name, the proxy, the port and a broken connection are different things.</summary>
internal static class ConnectionFailure
{
    /// <summary>The failure that an exception of the network means.</summary>
    /// <param name="error">The exception, with its causes.</param>
    /// <param name="address">Where the provider is asked; null for the vendor's own address.</param>
    /// <param name="variable">The setting with the address.</param>
    /// <param name="proxy">The proxy on the way there; null for none.</param>
    /// <returns>Null when it has nothing to do with the network.</returns>
    public static ModelException? Read(Exception error, Uri? address, string variable, Uri? proxy)
    {
        var (request, socket, tls, isConnection) = ((HttpRequestException?)null, (SocketException?)null, (AuthenticationException?)null, false);
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            request ??= cause as HttpRequestException;
            socket ??= cause as SocketException;
            tls ??= cause as AuthenticationException;
            isConnection |= cause is HttpRequestException or IOException or SocketException or AuthenticationException;
        }

        if (!isConnection)
            return null;
        var there = address is null ? "the provider" : $"the provider at {ErrorContext.Show(address)}";
        var check = address is null ? "Check the network." : $"Check that {variable} is right.";
        var message = request?.HttpRequestError switch
        {
            HttpRequestError.ProxyTunnelError => $"The proxy {Show(proxy)} does not let {there} be reached: {Said(request.Message)} Check HTTPS_PROXY and ALL_PROXY, or name the host in NO_PROXY.",
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError when proxy is not null => $"The proxy {Show(proxy)} cannot be reached, so neither can {there}. Check HTTPS_PROXY, HTTP_PROXY and ALL_PROXY, or name the host in NO_PROXY.",
            HttpRequestError.NameResolutionError => $"The name {address?.IdnHost ?? "of the provider"} cannot be found (DNS). {(address is null ? "Check the network and its DNS." : $"Check the network, and that {variable} is spelled right.")}",
            HttpRequestError.SecureConnectionError => Tls(there, tls?.Message ?? request.Message, address, variable),
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => $"What answers is not an HTTP server, or one that sends too long or broken headers: {there} could not be understood. {check}",
            _ when tls is not null => Tls(there, tls.Message, address, variable),
            _ => socket?.SocketErrorCode switch
            {
                SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => $"The name {address?.IdnHost ?? "of the provider"} cannot be found (DNS). {(address is null ? "Check the network and its DNS." : $"Check the network, and that {variable} is spelled right.")}",
                SocketError.ConnectionRefused => $"Nothing listens there: the connection to {there} was refused. Check that the server runs, and that its port {(address is null ? "is not blocked" : $"{address.Port} in {variable} is right")}.",
                SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.HostDown => $"The network cannot reach {there}. {(address is null ? "Check the network." : $"Check the network and {variable}.")}",
                SocketError.TimedOut => $"The connection to {there} took too long. {check}",
                _ when request?.HttpRequestError == HttpRequestError.ConnectionError => $"{Upper(there)} could not be reached: {Said(request.Message)} {check}",
                _ => $"The connection to {there} broke before the reply was complete. Ask again; if it goes on, look at the server's log, or at what stands between.",
            },
        };
        return new ModelException(ModelFailure.Network, message, error);
    }

    private static string Tls(string there, string said, Uri? address, string variable)
    {
        var next = said.Contains("frame", StringComparison.OrdinalIgnoreCase) && address is not null
            ? $"It may speak plain HTTP: try http:// in {variable}."
            : "Its certificate must be valid for this name and signed by an authority that this machine trusts; add a company's or your own to the system's certificates (SSL_CERT_FILE names another file).";
        return $"The secure connection (TLS) to {there} failed: {Said(said)} {next}";
    }

    private static string Show(Uri? proxy) => proxy is null ? "" : $"{proxy.Scheme}://{proxy.IdnHost}:{proxy.Port}";

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Said(string text)
    {
        var line = TerminalText.Sanitize(text.Trim(), keepNewlines: false);
        return line.Length == 0 ? "" : line[^1] is '.' or '!' or '?' ? line : line + ".";
    }
}
