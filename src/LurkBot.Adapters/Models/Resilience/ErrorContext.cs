using LurkBot.Text;

namespace LurkBot.Models;

/// <summary>What is known about a request that failed.</summary>
/// <param name="Variable">The setting that holds the provider's key.</param>
/// <param name="HasOwnAddress">Whether the owner set the address, which may then be wrong.</param>
/// <param name="Path">The address that was asked, without a name, a password or a query.</param>
/// <param name="Secrets">The keys: a server may repeat them.</param>
/// <param name="Now">The present moment.</param>
/// <param name="Zone">The zone in which moments are said.</param>
internal sealed record ErrorContext(string Variable, bool HasOwnAddress, string Path, KnownSecrets Secrets, DateTimeOffset Now, TimeZoneInfo Zone)
{
    /// <summary>An address without what only its owner should see.</summary>
    public static string Show(Uri? address) => address is null
        ? ""
        : address.GetComponents(UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path, UriFormat.UriEscaped);
}
