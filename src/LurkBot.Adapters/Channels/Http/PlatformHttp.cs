using LurkBot.Models;

namespace LurkBot.Channels;

/// <summary>Makes HTTP clients for platforms.</summary>
internal static class PlatformHttp
{
    /// <summary>A client that follows no redirect, keeps no cookie and has no time limit of its own; its traces would hold addresses, so that it has none.</summary>
    /// <param name="transport">Carries the requests; null for sockets.</param>
    public static HttpClient Create(HttpMessageHandler? transport) => new(transport ?? new SocketsHttpHandler
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = System.Net.DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // A connection that the server is about to close would lose a request.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        Proxy = ProviderProxy.OfEnvironment,
        UseCookies = false,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
