using System.Net;

namespace LurkBot.Models;

/// <summary>The proxy that the environment names, but never for this machine itself: nobody else's <c>127.0.0.1</c> is meant.</summary>
/// <param name="inner">The proxy of the environment.</param>
/// <param name="direct">The hosts that are reached without it.</param>
internal sealed class ProviderProxy(IWebProxy inner, NoProxyList direct) : IWebProxy
{
    /// <summary>What <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c>, <c>ALL_PROXY</c> and <c>NO_PROXY</c> say.</summary>
    public static ProviderProxy OfEnvironment { get; } = new(HttpClient.DefaultProxy, new NoProxyList(Environment.GetEnvironmentVariable("no_proxy") ?? Environment.GetEnvironmentVariable("NO_PROXY")));

    public ICredentials? Credentials
    {
        get => inner.Credentials;
        set => inner.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) || inner.GetProxy(destination) is not { } proxy || proxy == destination ? null : proxy;

    public bool IsBypassed(Uri host) => IsThisMachine(host) || direct.Holds(host) || inner.IsBypassed(host);

    private static bool IsThisMachine(Uri address) =>
        address.IsLoopback || address.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.IdnHost.Trim('[', ']'), out var ip) && (IPAddress.IsLoopback(ip) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any) || (ip.IsIPv4MappedToIPv6 && IPAddress.IsLoopback(ip.MapToIPv4()))));
}
