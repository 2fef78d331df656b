namespace LurkBot.Configuration;

/// <summary>Shows that a secret is set without showing it.</summary>
internal static class SecretMask
{
    /// <summary>Dots, with the last four characters of a long secret.</summary>
    public static string Mask(string secret) => secret.Length >= 16 ? "••••" + secret[^4..] : "••••";
}
