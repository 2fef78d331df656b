namespace LurkBot.Text;

/// <summary>Shows that a secret is set without showing it.</summary>
internal static class SecretMask
{
    /// <summary>Dots, with the last four characters of a long secret.</summary>
    public static string Mask(string secret) => secret.Length >= 16 ? "••••" + secret[^4..] : "••••";

    /// <summary>An address without the name and password that it may hold.</summary>
    public static string Address(string text)
    {
        var start = text.IndexOf("://", StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf('@', start);
        var slash = start < 0 ? -1 : text.IndexOf('/', start + 3);
        return end < 0 || (slash >= 0 && slash < end) ? text : text[..(start + 3)] + "••••" + text[end..];
    }
}
