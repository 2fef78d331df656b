using CsCheck;
using LurkBot.Tests.Rendering;
using LurkBot.Text;

namespace LurkBot.Tests.Export;

public sealed class SecretRedactorTests
{
    private static readonly Gen<string> Filler = Gen.OneOf(
        HostileText.Any,
        Gen.OneOf("password=", "token: ", "secret", "Bearer ", "sk-", "://a:", "@", "-----BEGIN ", "eyJ", ".", SecretRedactor.Mask, "--token ", "authorization: x", "\"", "\\\"", "null", "[", "{", "]", "\n  - ", "pass="));

    public static TheoryData<string, string> All() => [.. Seeds.All.Select(seed => new TheoryDataRow<string, string>(seed.Secret, seed.Text))];

    [Theory]
    [MemberData(nameof(All))]
    public void Redact_Secret_IsMaskedOnceAndTheRestStays(string secret, string text)
    {
        var redactor = new SecretRedactor([Seeds.Known]);
        var redacted = redactor.Redact($"before {text} \nafter");
        Assert.DoesNotContain(secret, redacted, StringComparison.Ordinal);
        Assert.Contains(SecretRedactor.Mask, redacted, StringComparison.Ordinal);
        Assert.StartsWith("before ", redacted, StringComparison.Ordinal);
        Assert.True(text.Contains("BEGIN", StringComparison.Ordinal) || redacted.EndsWith("\nafter", StringComparison.Ordinal), redacted);
        Assert.Equal(1, redactor.Masked);
    }

    [Theory]
    [InlineData("The word token is a unit of text, and a password is secret.")]
    [InlineData("task-force-of-the-whole-organisation disk-usage-of-the-nightly-build")]
    [InlineData("http://localhost:8080/a@b and 2026-11-24T09:12:03Z and 127.0.0.1:9")]
    [InlineData("password=null, token: true, {\"secret\":\"\"}")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----")]
    [InlineData("short-1")]
    [InlineData("3 pass, 1 fail; compass: north; max_tokens: 4096; secret:\n\nnext")]
    public void Redact_NoSecret_IsTheSameText(string text) => Assert.Same(text, new SecretRedactor(["short-1"]).Redact(text));

    [Theory]
    [InlineData("curl -u admin:S3cretPass1 https://x.org", "curl -u admin:[redacted] https://x.org")]
    [InlineData("mysql -phunter2 -h db", "mysql -p[redacted] -h db")]
    [InlineData("mysqldump -u root -phunter2 db", "mysqldump -u root -p[redacted] db")]
    [InlineData("sshpass -p Hunter22 ssh a@b", "sshpass -p [redacted] ssh a@b")]
    [InlineData("git clone https://tok3nvalue99@github.com/x", "git clone https://[redacted]@github.com/x")]
    [InlineData("docker run -u 1000:1000 x; mkdir -p a; ssh -p 22 b", "docker run -u 1000:1000 x; mkdir -p a; ssh -p 22 b")]
    public void Redact_PasswordOnACommandLine_IsMasked(string text, string expected) => Assert.Equal(expected, new SecretRedactor([]).Redact(text));

    [Fact]
    public void RedactName_Key_IsNoAssignment() => Assert.Equal("cli:token:main", new SecretRedactor([]).RedactName("cli:token:main"));

    [Fact]
    public void Redact_SecretsAmongAnything_NoneSurvivesAndASecondTimeChangesNothing() =>
        Gen.Select(Filler.Array[0, 6], Gen.OneOf(Seeds.All), Filler.Array[0, 6]).Sample((before, seed, after) =>
        {
            var redacted = new SecretRedactor([Seeds.Known]).Redact($"{string.Concat(before)} {seed.Text} {string.Concat(after)}");
            Assert.DoesNotContain(seed.Secret, redacted, StringComparison.Ordinal);
            var again = new SecretRedactor([Seeds.Known]);
            Assert.Equal(redacted, again.Redact(redacted));
            Assert.Equal(0, again.Masked);
        });

    [Theory]
    [InlineData("a")]
    [InlineData("sk-")]
    [InlineData("task-")]
    [InlineData("eyJ.")]
    [InlineData("://a:")]
    [InlineData("://a:b@")]
    [InlineData("password=\"")]
    [InlineData("password='\\\"")]
    [InlineData("token: ")]
    [InlineData("--a-")]
    [InlineData("-----BEGIN PRIVATE KEY-----")]
    [InlineData("-----BEGIN ")]
    [InlineData("\\")]
    [InlineData("token: [")]
    [InlineData("token: {\"")]
    [InlineData("token:\n  - ")]
    [InlineData("bearer [")]
    [InlineData("AKIAABCDEFGH12345678 ")]
    public async Task Redact_HugeHostileText_TakesTimeByItsLengthOnly(string piece)
    {
        // Quadratic time would be hours here.
        var text = string.Concat(Enumerable.Repeat(piece, 2_000_000 / piece.Length));
        await Task.Run(() => new SecretRedactor([Seeds.Known]).Redact(text)).WaitAsync(TimeSpan.FromSeconds(60));
    }
}
