using System.Net;
using LurkBot.Doors;

namespace LurkBot.Gateway;

/// <summary>Who can reach a gateway, as far as its addresses and its token tell: pure.</summary>
internal static class GatewayExposure
{
    private const int ShortestToken = 16;

    /// <summary>What the owner should know at the start.</summary>
    /// <param name="addresses">Where it listens.</param>
    /// <param name="token">What clients show.</param>
    public static IEnumerable<string> Warnings(IReadOnlyList<GatewayAddress> addresses, GatewayToken token)
    {
        foreach (var address in addresses.Where(IsOpen))
            yield return $"{address} can be reached from other machines, and its traffic is not encrypted: who reads it has the token and speaks as you. Listen on 127.0.0.1 behind a proxy with TLS or an SSH tunnel.";
        if (token.Text.Length < ShortestToken)
            yield return $"The gateway's token has fewer than {ShortestToken} characters and can be guessed. Remove LURKBOT_GATEWAY_TOKEN, and one is made; or set a long random one.";
    }

    /// <summary>The addresses as they were bound: where the system chose a port, with that port.</summary>
    /// <param name="addresses">Where it was to listen.</param>
    /// <param name="bound">Where it listens, as the server says.</param>
    public static IEnumerable<string> Bound(IReadOnlyList<GatewayAddress> addresses, IEnumerable<string> bound)
    {
        var chosen = bound.Select(text => Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : null).OfType<Uri>().ToList();
        foreach (var address in addresses)
        {
            if (address.Address is { Port: 0 } any && chosen.FirstOrDefault(url => Equals(IpOf(url), IpOf(any)) && addresses.All(other => other.Address?.Port != url.Port)) is { } found)
            {
                chosen.Remove(found);
                yield return new UriBuilder(any) { Port = found.Port }.Uri.GetLeftPart(UriPartial.Authority);
            }
            else
            {
                yield return address.ToString();
            }
        }
    }

    private static bool IsOpen(GatewayAddress address) => address.Address is { } url && (IpOf(url) is { } ip ? !IPAddress.IsLoopback(ip) : !url.IsLoopback);

    private static IPAddress? IpOf(Uri url) => IPAddress.TryParse(url.DnsSafeHost, out var ip) ? ip : null;
}
