using System.Globalization;
using System.Net;

namespace LurkBot.Models;

/// <summary>The hosts that are reached without a proxy: <c>NO_PROXY</c> as curl and others read it.</summary>
/// <param name="text">Names, suffixes, addresses and networks with commas or spaces between them; <c>*</c> means all.</param>
internal sealed class NoProxyList(string? text)
{
    private static readonly char[] Separators = [',', ' ', ';'];

    private readonly string[] entries = (text ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Whether an address is reached directly.</summary>
    public bool Holds(Uri address)
    {
        var host = address.IdnHost.Trim('[', ']').TrimEnd('.');
        return Array.Exists(entries, entry => Matches(entry, host, address.Port));
    }

    private static bool Matches(string entry, string host, int port)
    {
        if (entry == "*")
            return true;
        if (IPAddress.TryParse(host, out var ip) && IPNetwork.TryParse(entry, out var network))
            return network.Contains(ip);
        if (IPAddress.TryParse(entry.Trim('[', ']'), out var single))
            return ip is not null && single.Equals(ip);
        var colon = entry.LastIndexOf(':');
        if (colon > 0 && int.TryParse(entry.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var only))
        {
            if (only != port)
                return false;
            entry = entry[..colon].Trim('[', ']');
        }

        var name = entry.TrimStart('*').Trim('.');
        return name.Length > 0 && (string.Equals(host, name, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + name, StringComparison.OrdinalIgnoreCase));
    }
}
