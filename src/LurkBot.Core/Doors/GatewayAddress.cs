using System.Security.Cryptography;
using System.Text;

namespace LurkBot.Doors;

/// <summary>One place where a gateway listens.</summary>
/// <param name="SocketPath">A unix socket; null for an address.</param>
/// <param name="Address">An http address; null for a socket.</param>
internal sealed record GatewayAddress(string? SocketPath, Uri? Address)
{
    /// <summary>The kernel takes no longer path for a socket.</summary>
    private const int LongestPath = 107;

    private const string Unix = "unix:";

    /// <summary>Where a gateway of a home listens.</summary>
    /// <param name="options">What the owner set.</param>
    /// <param name="home">The home folder; absolute.</param>
    /// <exception cref="LurkBotException">An address is none.</exception>
    public static IReadOnlyList<GatewayAddress> Of(GatewayOptions options, string home) => options.Listen.Count > 0
        ? [.. options.Listen.Select(Parse)]
        : OperatingSystem.IsWindows() ? [Parse(Default)] : [new(SocketOf(home), null), Parse(Default)];

    /// <summary>Whether a text names a place to listen.</summary>
    public static bool IsValid(string text) => text.StartsWith(Unix, StringComparison.Ordinal)
        ? text.Length > Unix.Length && Path.IsPathFullyQualified(text[Unix.Length..]) && Encoding.UTF8.GetByteCount(text[Unix.Length..]) <= LongestPath
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && string.Equals(address.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal) && address.AbsolutePath is "/" && address.Query.Length == 0 && address.UserInfo.Length == 0;

    /// <inheritdoc/>
    public override string ToString() => SocketPath is null ? Address!.GetLeftPart(UriPartial.Authority) : Unix + SocketPath;

    private const string Default = "http://127.0.0.1:18789";

    private static GatewayAddress Parse(string text) => !IsValid(text)
        ? throw new LurkBotException($"LURKBOT_GATEWAY_LISTEN: {text} is not an address. Give unix:/path/to/socket or http://127.0.0.1:18789.")
        : text.StartsWith(Unix, StringComparison.Ordinal) ? new(text[Unix.Length..], null) : new(null, new Uri(text));

    /// <summary>The socket in the home; where the kernel takes no such long path, one in the user's runtime folder.</summary>
    private static string SocketOf(string home)
    {
        var path = Path.Combine(home, "run", "gateway.sock");
        if (Encoding.UTF8.GetByteCount(path) <= LongestPath)
            return path;
        var folder = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime ? runtime : Path.Combine(Path.GetTempPath(), $"lurkbot-{Environment.UserName}");
        return Path.Combine(folder, $"lurkbot-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..16]}.sock");
    }
}
