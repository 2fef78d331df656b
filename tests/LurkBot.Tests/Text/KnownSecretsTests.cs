using System.Net;
using System.Text;
using System.Text.Json;
using CsCheck;
using LurkBot.Configuration;
using LurkBot.Text;

namespace LurkBot.Tests.Text;

public sealed class KnownSecretsTests
{
    private const string Secret = "k3y+/with \"quotes\"&<ümläut>";

    public static TheoryData<string> Written() =>
    [
        Secret, Uri.EscapeDataString(Secret), WebUtility.UrlEncode(Secret), JsonSerializer.Serialize(Secret).Trim('"'), Secret.Replace("/", "\\/", StringComparison.Ordinal),
        WebUtility.HtmlEncode(Secret), Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Secret)), Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + Secret)),
    ];

    [Theory]
    [MemberData(nameof(Written))]
    public void Mask_SecretInAnyForm_IsGone(string written)
    {
        var masked = new KnownSecrets(["short", "other-secret", Secret]).Mask($"before {written} short after");
        Assert.StartsWith("before ", masked, StringComparison.Ordinal);
        Assert.Contains(SecretRedactor.Mask, masked, StringComparison.Ordinal);
        Assert.EndsWith(" short after", masked, StringComparison.Ordinal);
        // Base64 mixes the first and the last of it with what stands beside it.
        Assert.True(masked.Length < "before  short after".Length + SecretRedactor.Mask.Length + 14, masked);
        Assert.Contains(SecretRedactor.Mask, new SecretRedactor([Secret]).Redact($"x {written} x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Mask_Base64OfAnySecretAtAnyPlace_IsFound() =>
        Gen.Select(Gen.String[Gen.Char['!', '~'], 12, 60], Gen.Byte.Array[0, 9], Gen.Byte.Array[0, 9]).Sample((secret, before, after) =>
            new KnownSecrets([secret]).Mask(Convert.ToBase64String([.. before, .. Encoding.UTF8.GetBytes(secret), .. after])).Contains(SecretRedactor.Mask, StringComparison.Ordinal));

    [Fact]
    public void Secrets_AddressesWithPasswordAndKey_AreAmongThem()
    {
        using var home = new TemporaryFolder();
        var found = ConfigurationLoader.Secrets(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["LURKBOT_HOME"] = home.Path,
            ["LURKBOT_OPENAI_BASE_URL"] = "https://me:pass%2Fword@example.com/v1?key=query-key-1&api_key=query-key-2&model=plain-value",
        });
        Assert.Equal(["pass/word", "query-key-1", "query-key-2"], found);
    }
}
