using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using LurkBot.Tools;

namespace LurkBot.Sandboxes;

/// <summary>Where a sandboxed command's packets may go: to the internet, and nowhere else. There is no IPv6.</summary>
internal static class NetworkRoutes
{
    /// <summary>What a command's <c>/etc/resolv.conf</c> says: slirp4netns asks this machine's resolver.</summary>
    public const string Resolver = "nameserver 198.18.0.3\noptions timeout:2\n";

    /// <summary>The gateway and the resolver, and nobody else of the range.</summary>
    private const string Neighbours = "198.18.0.2/31";

    /// <summary>Lines for <c>ip -batch</c>. Pure.</summary>
    /// <param name="own">This machine's addresses, which lead to what listens here.</param>
    /// <param name="closesPrivate">Whether the ways to other networks are closed; always, but in tests.</param>
    public static string Batch(IEnumerable<IPAddress> own, bool closesPrivate)
    {
        var lines = new StringBuilder();
        lines.Append(CultureInfo.InvariantCulture, $"route add {Neighbours} dev {SandboxNetwork.Interface} scope link\n");
        lines.Append(CultureInfo.InvariantCulture, $"route replace default via {SandboxNetwork.Gateway} dev {SandboxNetwork.Interface}\n");
        lines.Append(CultureInfo.InvariantCulture, $"route del {SandboxNetwork.Range} dev {SandboxNetwork.Interface}\n");
        if (!closesPrivate)
            return lines.ToString();
        foreach (var network in PublicAddress.Special.Where(network => network.BaseAddress.AddressFamily == AddressFamily.InterNetwork))
            lines.Append(CultureInfo.InvariantCulture, $"route replace unreachable {network}\n");
        foreach (var address in own.Where(address => address.AddressFamily == AddressFamily.InterNetwork && PublicAddress.Is(address)).Distinct())
            lines.Append(CultureInfo.InvariantCulture, $"route replace unreachable {address}/32\n");
        return lines.ToString();
    }
}
