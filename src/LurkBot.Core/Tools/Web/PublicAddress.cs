using System.Net;
using System.Net.Sockets;

namespace LurkBot.Tools;

/// <summary>Tells the addresses of the internet from those of this machine, its networks and its cloud (IANA's registries of special-purpose addresses).</summary>
internal static class PublicAddress
{
    /// <summary>What of the internet's numbers is no machine of it.</summary>
    public static IReadOnlyList<IPNetwork> Special { get; } =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "3fff::/20",
        ]).Select(IPNetwork.Parse),
    ];

    /// <summary>All that is given out to networks so far.</summary>
    private static readonly IPNetwork Given = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Whether an address is on the internet.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !IsSpecial(address);
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.ScopeId != 0)
            return false;
        // Addresses that lead to one of version 4 are what that is.
        if (Translated.Contains(address))
            return Is(new IPAddress(address.GetAddressBytes()[12..]));
        if (SixToFour.Contains(address))
            return Is(new IPAddress(address.GetAddressBytes()[2..6]));
        return Given.Contains(address) && !IsSpecial(address);
    }

    private static bool IsSpecial(IPAddress address) => Special.Any(network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
}
