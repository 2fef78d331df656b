using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LurkBot.Doors;

namespace LurkBot.Cli.Remote;

/// <summary>
/// Connections on which the gateway has proved that it knows the token, each before anything else is sent on it: after a restart another
/// program may listen at the same address.
/// </summary>
internal static class ProvenConnection
{
    private const int LongestGreeting = 256 * 1024;

    /// <summary>Connects, and lets the other side prove that it knows the token.</summary>
    /// <param name="address">Where.</param>
    /// <param name="host">The host that requests name.</param>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <returns>The connection, and what the gateway says of itself.</returns>
    /// <exception cref="UnprovenGatewayException">It does not know the token.</exception>
    public static async ValueTask<(Stream Stream, WireHello Hello)> OpenAsync(GatewayAddress address, string host, GatewayToken token, CancellationToken cancellationToken)
    {
        var socket = address.SocketPath is null ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true } : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (address.SocketPath is { } path)
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            else
                await socket.ConnectAsync(address.Address!.DnsSafeHost, address.Address.Port, cancellationToken);
            var stream = new NetworkStream(socket, ownsSocket: true);
            var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /api/hello?nonce={nonce} HTTP/1.1\r\nHost: {host}\r\n\r\n"), cancellationToken);
            return await ReadGreetingAsync(stream, cancellationToken) is { } hello && token.IsProvedBy(hello, nonce) ? (stream, hello) : throw new UnprovenGatewayException();
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Reads one response with a length, and not a byte more.</summary>
    /// <returns>Null when what came is no greeting.</returns>
    private static async ValueTask<WireHello?> ReadGreetingAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.EndsWith("\r\n\r\n"))
        {
            if (head.Length > LongestGreeting || await stream.ReadAsync(one, cancellationToken) == 0)
                return null;
            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n");
        var length = lines.FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))?["Content-Length:".Length..];
        if (!lines[0].StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) || !int.TryParse(length, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var bytes) || bytes is < 1 or > LongestGreeting)
            return null;
        var body = new byte[bytes];
        await stream.ReadExactlyAsync(body, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(body, WireJson.Default.WireHello);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool EndsWith(this StringBuilder text, string end)
    {
        for (var i = 1; i <= end.Length; i++)
        {
            if (text.Length < i || text[^i] != end[^i])
                return false;
        }

        return true;
    }
}
