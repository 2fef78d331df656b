namespace LurkBot.Text;

/// <summary>Finds what is secret in an address that the owner set.</summary>
internal static class AddressSecrets
{
    /// <summary>The password, and the values of parameters that are named like a secret.</summary>
    public static IEnumerable<string> In(Uri address)
    {
        if (!address.IsAbsoluteUri)
            yield break;
        var colon = address.UserInfo.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
            yield return Uri.UnescapeDataString(address.UserInfo[(colon + 1)..]);
        foreach (var parameter in address.Query.TrimStart('?').Split('&'))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && (parameter.AsSpan(0, equals) is "key" or "sig" || SecretRedactor.IsSecretName(parameter[..equals])))
                yield return Uri.UnescapeDataString(parameter[(equals + 1)..]);
        }
    }
}
