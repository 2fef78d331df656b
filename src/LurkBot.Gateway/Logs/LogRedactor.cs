using System.Text.RegularExpressions;
using LurkBot.Text;

namespace LurkBot.Gateway;

/// <summary>Takes secrets out of what is logged: the owner's own, tokens in addresses, and what has the shape of a secret. Thread-safe.</summary>
/// <param name="secrets">The owner's.</param>
internal sealed partial class LogRedactor(Func<KnownSecrets> secrets)
{
    private readonly Lazy<KnownSecrets> known = new(secrets);

    /// <summary>Redacts a text.</summary>
    /// <param name="text">Any text.</param>
    public string Redact(string text) => new SecretRedactor([]).Redact(PathToken().Replace(known.Value.Mask(text), SecretRedactor.Mask));

    /// <summary>An error as the log may know it.</summary>
    /// <param name="error">The error.</param>
    /// <returns>The same one when there is no secret in it.</returns>
    public Exception Redact(Exception error)
    {
        var text = error.ToString();
        var redacted = Redact(text);
        return string.Equals(text, redacted, StringComparison.Ordinal) ? error : new RedactedException(redacted);
    }

    /// <summary>The token in the addresses of Telegram's Bot API, of webhooks of Discord and Slack, and in a query.</summary>
    [GeneratedRegex(@"(?<=/bot)\d+(:|%3[Aa])[A-Za-z0-9_-]+|(?<=/webhooks/\d+/)[A-Za-z0-9_-]+|(?<=/services/T[A-Z0-9]+/B[A-Z0-9]+/)[A-Za-z0-9]+|(?<=[?&](\w*token|\w*key|secret|password|sig|signature)=)[^&\s""'<>]+", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PathToken();

    /// <summary>An error whose text lost its secrets.</summary>
    private sealed class RedactedException(string text) : Exception(text)
    {
        public override string ToString() => Message;
    }
}
