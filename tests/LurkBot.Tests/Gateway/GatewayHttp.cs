using System.Net.Http.Headers;
using System.Net.Sockets;

namespace LurkBot.Tests.Gateway;

/// <summary>HTTP over a gateway's socket.</summary>
internal static class GatewayHttp
{
    /// <summary>A client of the gateway of a home; it shows the token where it is told to.</summary>
    public static HttpClient Connect(string home, bool withToken = true)
    {
        var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(home, "run", "gateway.sock")), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new Uri("http://lurkbot/") };
        if (withToken)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(home, "gateway.token")).Trim());
        return http;
    }
}
