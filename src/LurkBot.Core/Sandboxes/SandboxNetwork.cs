using System.Net;
using System.Net.NetworkInformation;

namespace LurkBot.Sandboxes;

/// <summary>The network of a sandbox that has the internet, and what is this machine's own, which nothing of a session may reach.</summary>
internal static class SandboxNetwork
{
    /// <summary>The sandbox's network; its numbers are no machine's (RFC 2544).</summary>
    public const string Range = "198.18.0.0/24";

    /// <summary>The sandbox's one interface.</summary>
    public const string Interface = "tap0";

    /// <summary>Where it sends what is for elsewhere.</summary>
    public const string Gateway = "198.18.0.2";

    /// <summary>This machine's addresses, those of its loopback too.</summary>
    public static IEnumerable<IPAddress> Own() => NetworkInterface.GetAllNetworkInterfaces().SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(address => address.Address);
}
