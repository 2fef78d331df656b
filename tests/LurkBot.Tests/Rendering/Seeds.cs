using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Rendering;

/// <summary>Made-up secrets in the shapes of real ones, put together here so that no scanner takes the source for a leak.</summary>
internal static class Seeds
{
    public const string Known = "configured-secret-Zz9";

    private static readonly string Letters = string.Concat(Enumerable.Repeat("aB3dE6gH9", 8));

    /// <summary>What must not survive, and the text around it.</summary>
    public static (string Secret, string Text)[] All { get; } =
    [
        .. new[]
        {
            Known,
            "sk" + "-" + Letters[..48],
            "sk" + "-proj-" + Letters[..48],
            "sk" + "-ant-api03-" + Letters[..60] + "-AA",
            "AI" + "za" + Letters[..35],
            "gh" + "p_" + Letters[..36],
            "github" + "_pat_" + Letters[..50],
            "xo" + "xb-123456789012-" + Letters[..24],
            "AK" + "IA" + "ABCDEFGH12345678",
            "123456789" + ":" + Letters[..35],
            "M" + Letters[..24] + "." + Letters[..6] + "." + Letters[..38],
            "ey" + "J" + Letters[..20] + ".ey" + "J" + Letters[..30] + "." + Letters[..43],
        }.Select(secret => (secret, secret)),
        (Letters[..40], $"AK{"IA"}ABCDEFGH12345678,{Letters[..40]}"),
        (Letters[..40], $"aws_secret_access_key = {Letters[..40]}"),
        ("MIIE" + Letters, $"-----BEGIN RSA {"PRIVATE KEY"}-----\nMIIE{Letters}\n{Letters}\n-----END RSA {"PRIVATE KEY"}-----"),
        ("MIIE" + Letters, $"-----BEGIN {"PRIVATE KEY"}-----\\nMIIE{Letters} is cut off"),
        ("opaque.value", "Authorization: Bearer opaque.value"),
        ("dXNlcjpwYXNz", "curl -H \"Authorization: Basic dXNlcjpwYXNz\" https://example.com"),
        ("hunter-two", "postgres://ada:hunter-two@db.example.com/x"),
        ("hunter@two", "amqp://ada:hunter@two@mq.example.com/x"),
        ("hunter,two", "password=hunter,two"),
        ("hunter two", "password = 'hunter two'"),
        ("hunter2", "DB_PASSWORD: hunter2"),
        ("hunter2", "{\\\"password\\\": \\\"hunter2\\\"}"),
        ("and-two", "{\"password\":\"hunter\\\"and-two\"}"),
        ("hunter2", "<password>hunter2</password>"),
        ("hunter2", "mysql --password hunter2 db"),
        ("abc123", "https://example.com/?api_key=abc123&x=1"),
        ("abc123", "X-Api-Key: abc123"),
        ("abc123", "token=abc123"),
        ("hunter2", "{\"secret\":[\"hunter]\",\"hunter2\"]}"),
        ("hunter2", "{\"password\":{\"value\":\"hunter2\",\"hint\":[]}}"),
        ("hunter2", "{\\\"password\\\": {\\\"value\\\": \\\"a}\\\\\\\"b hunter2\\\"}}"),
        ("hunter2", "\npasswords:\n  - hunter1\n  - hunter2"),
        ("hunter2", "\n  secrets:\r\n  - hunter1\r\n  - hunter2"),
        ("hunter2", "\npassword: |\n  hunter1\n  hunter2"),
        ("hunter2", "DB_PASS=hunter2"),
        ("hunter2", "host=a;pass=hunter2"),
        ("abc123", "密钥token：x token:abc123"),
    ];

    public static UserEntry User(string content, long id = 1, string? name = "Ada") =>
        new() { Id = id, Turn = id, At = new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero), Content = content, Sender = new Sender("1", name, Trust.Full) };

    public static SessionInfo Info(string key = "cli:default:main") =>
        new(SessionKey.Parse(key), SessionId.New(DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, SessionState.Active, 1, "model <x>", null, 1, 1);
}
