using System.Text;
using System.Text.RegularExpressions;

namespace LurkBot.Text;

/// <summary>
/// Masks secrets in text: what is known to be one, however it is written (<see cref="KnownSecrets"/>), what has the shape of one, and what stands behind a name such as <c>password=</c>.
/// In doubt it masks. The time it takes grows with the length of the text only. Not thread-safe.
/// </summary>
/// <param name="known">Secrets that are known; those under eight characters are words that would be masked everywhere, and are left out.</param>
internal sealed partial class SecretRedactor(IEnumerable<string> known)
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mask = "[redacted]";

    private const int ShortestBearer = 16;

    private readonly string[] known = [.. known.SelectMany(KnownSecrets.Forms).Distinct(StringComparer.Ordinal)];

    /// <summary>How many secrets were masked so far.</summary>
    public int Masked { get; private set; }

    /// <summary>Masks every secret in a text.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The same text when there is none in it.</returns>
    public string Redact(string text) => Redact(text, named: true);

    /// <summary>Masks known secrets and those of a known shape in a name or an identifier, in which a colon does not assign.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The same name when there is none in it.</returns>
    public string RedactName(string name) => Redact(name, named: false);

    /// <summary>Masks the whole value of something that is named like a secret.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The mask; an empty value stays.</returns>
    public string RedactValue(string value)
    {
        if (value.Length == 0 || value == Mask)
            return value;
        Masked++;
        return Mask;
    }

    /// <summary>Whether something of this name holds a secret.</summary>
    /// <param name="name">A field's or a variable's name.</param>
    /// <returns>True for names that end like <c>password</c>, <c>api_key</c> or <c>token</c>.</returns>
    public static bool IsSecretName(string name) => SecretName().IsMatch(name);

    private string Redact(string text, bool named)
    {
        // What is masked can uncover what stood right behind it; a round without a find ends it, the third at the latest.
        while (Find(text, named) is { Count: > 0 } spans)
            text = Replace(text, spans);
        return text;
    }

    private List<(int Start, int End)> Find(string text, bool named)
    {
        var spans = new List<(int Start, int End)>();
        foreach (var secret in known)
        {
            for (var start = 0; (start = text.IndexOf(secret, start, StringComparison.Ordinal)) >= 0; start += secret.Length)
                spans.Add((start, start + secret.Length));
        }

        foreach (var match in Shape().EnumerateMatches(text))
            spans.Add((char.IsAsciiLetterOrDigit(text[match.Index]) ? match.Index : match.Index + 1, match.Index + match.Length));
        foreach (var match in AddressPassword().EnumerateMatches(text))
            spans.Add((text.IndexOf(':', match.Index + 3) + 1, match.Index + match.Length - 1));
        CommandPasswords.Find(text, spans);
        PrivateKeyText.Find(text, spans);
        if (named)
            FindNamed(text, spans);
        spans.RemoveAll(span => span.End <= span.Start || text.AsSpan(span.Start, span.End - span.Start).SequenceEqual(Mask));
        spans.Sort();
        return spans;
    }

    private static void FindNamed(string text, List<(int Start, int End)> spans)
    {
        var (position, masked) = (0, 0);
        for (Match match; position <= text.Length && (match = Assignment().Match(text, position)).Success;)
        {
            // The value of one can be the name of the next, "token: password: x"; what begins inside a value is masked with it.
            position = match.Index + match.Length;
            if (position < masked)
                continue;
            var header = match.Value.StartsWith("authorization", StringComparison.OrdinalIgnoreCase);
            var (start, end) = AssignedValue.Find(text, position, header);
            if (match.Value.StartsWith("bearer", StringComparison.OrdinalIgnoreCase) && end - start < ShortestBearer)
                continue;
            if (match.Value.StartsWith('-') && start < text.Length && text[start] == '-')
                continue;
            spans.Add((start, end));
            masked = Math.Max(masked, end);
        }
    }

    private string Replace(string text, List<(int Start, int End)> spans)
    {
        var result = new StringBuilder(text.Length);
        var end = 0;
        foreach (var span in spans)
        {
            if (span.Start < end)
            {
                end = Math.Max(end, span.End);
                continue;
            }

            result.Append(text, end, span.Start - end).Append(Mask);
            Masked++;
            end = span.End;
        }

        return result.Append(text, end, text.Length - end).ToString();
    }

    /// <summary>Keys whose issuers gave them a shape that nothing else has. The character before one belongs to the match.</summary>
    [GeneratedRegex(
        "(?:^|[^A-Za-z0-9])(?:" +
        "sk-[A-Za-z0-9_-]{16,}" + // OpenAI, Anthropic
        "|[rs]k_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9]{16,}" + // Stripe
        "|AIza[A-Za-z0-9_-]{30,}|ya29\\.[A-Za-z0-9_-]{20,}" + // Google
        "|gh[opsur]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}" + // GitHub, GitLab
        "|xox[a-z]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}" + // Slack
        "|A(?:KIA|SIA)[A-Z0-9]{16,}(?:[\\s,;:|\"'\\\\]{1,8}[A-Za-z0-9/+]{40,})?" + // AWS, with the secret beside it
        "|(?:bot)?[0-9]{6,12}:[A-Za-z0-9_-]{30,}" + // Telegram
        "|[MNO][A-Za-z0-9_-]{22,27}\\.[A-Za-z0-9_-]{5,7}\\.[A-Za-z0-9_-]{25,}|mfa\\.[A-Za-z0-9_-]{60,}" + // Discord
        "|eyJ[A-Za-z0-9_-]{6,}(?:\\.[A-Za-z0-9_-]*){1,4}" + // JSON web tokens, RFC 7519
        "|npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{30,}|hf_[A-Za-z0-9]{20,}|SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,})",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    /// <summary>RFC 3986, section 3.2.1: <c>scheme://user:password@host</c>.</summary>
    [GeneratedRegex("://[^\\s/:@?#\"<>]*:[^\\s/?#\"<>]+@", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex AddressPassword();

    /// <summary>A secret's name and what assigns it, up to where the value begins.</summary>
    [GeneratedRegex(
        "(?:passw(?:or)?ds?|passphrases?|pwd|secrets?|token|api[_ -]?keys?|(?:access|private|secret|signing|encryption|auth)[_-]?keys?|authorization|credentials?|[a-z0-9][_-]pass)[\"'\\\\]{0,6}[ \\t]{0,8}(?:=>|:=|[:=>])[ \\t]{0,8}" +
        "|--(?:[a-z]+-)*(?:password|passphrase|token|secret|api-key)[ \\t]{1,8}" +
        "|\\bpass=" +
        "|bearer[ \\t]{1,4}",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Assignment();

    [GeneratedRegex(
        "(?:passw(?:or)?ds?|passphrases?|pwd|secrets?|token|api[_ -]?keys?|(?:access|private|secret|signing|encryption|auth)[_-]?keys?|authorization|credentials?|[a-z0-9][_-]pass|^pass)$",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}
