using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace LurkBot.Text;

/// <summary>
/// Masks the owner's own keys and tokens in text from outside, also where they are written as in an address, in JSON, in HTML, in Base64 or
/// in hexadecimal digits. Thread-safe.
/// </summary>
internal sealed class KnownSecrets
{
    /// <summary>Shorter ones are words that would be masked everywhere.</summary>
    private const int Shortest = 8;

    private readonly string[] forms;
    private readonly SearchValues<string> any;
    private readonly int longest;

    /// <summary>Takes the secrets.</summary>
    /// <param name="secrets">Them; those under eight characters are left out.</param>
    public KnownSecrets(IEnumerable<string> secrets)
    {
        forms = [.. secrets.SelectMany(Forms).Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length)];
        any = SearchValues.Create(forms, StringComparison.Ordinal);
        longest = forms.Length == 0 ? 0 : forms[0].Length;
    }

    /// <summary>Masks nothing.</summary>
    public static KnownSecrets None { get; } = new([]);

    /// <summary>Masks every secret in a text.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The same text when there is none in it.</returns>
    public string Mask(string text)
    {
        if (forms.Length == 0)
            return text;
        StringBuilder? result = null;
        var rest = text.AsSpan();
        for (int at; (at = rest.IndexOfAny(any)) >= 0;)
        {
            result ??= new StringBuilder(text.Length);
            result.Append(rest[..at]).Append(SecretRedactor.Mask);
            rest = rest[(at + LengthAt(rest[at..]))..];
        }

        return result is null ? text : result.Append(rest).ToString();
    }

    /// <summary>How much of a text's end may be the beginning of a secret, whose rest is still to come.</summary>
    /// <param name="text">A piece of a longer text.</param>
    /// <returns>The number of characters; zero for none.</returns>
    public int OpenEnd(ReadOnlySpan<char> text)
    {
        for (var start = Math.Max(0, text.Length - longest + 1); start < text.Length; start++)
        {
            var end = text[start..];
            foreach (var form in forms)
            {
                if (form[0] == end[0] && form.Length > end.Length && form.AsSpan().StartsWith(end, StringComparison.Ordinal))
                    return end.Length;
            }
        }

        return 0;
    }

    /// <summary>Whether there is no secret to mask.</summary>
    public bool IsEmpty => forms.Length == 0;

    /// <summary>How a secret can be written; none for one that is too short.</summary>
    internal static IEnumerable<string> Forms(string secret)
    {
        if (secret.Length < Shortest)
            return [];
        var bytes = Encoding.UTF8.GetBytes(secret);
        var escaped = Uri.EscapeDataString(secret);
        string[] written =
        [
            secret, escaped, LowerEscapes(escaped), escaped.Replace("%20", "+", StringComparison.Ordinal),
            JavaScriptEncoder.Default.Encode(secret), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret), secret.Replace("/", "\\/", StringComparison.Ordinal),
            WebUtility.HtmlEncode(secret), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes),
        ];
        return written.Concat(Enumerable.Range(0, 3).SelectMany(before => Base64(bytes, before))).Where(form => form.Length >= Shortest);
    }

    private int LengthAt(ReadOnlySpan<char> text)
    {
        foreach (var form in forms)
        {
            if (text.StartsWith(form, StringComparison.Ordinal))
                return form.Length;
        }

        return 1;
    }

    private static string LowerEscapes(string escaped) => string.Create(escaped.Length, escaped, (to, from) =>
    {
        for (var i = 0; i < from.Length; i++)
            to[i] = (i > 0 && from[i - 1] == '%') || (i > 1 && from[i - 2] == '%') ? char.ToLowerInvariant(from[i]) : from[i];
    });

    /// <summary>The digits of Base64 that depend on the secret alone, behind some bytes of which others depend.</summary>
    private static IEnumerable<string> Base64(byte[] secret, int before)
    {
        var digits = Convert.ToBase64String([.. new byte[before], .. secret]);
        var first = ((before * 8) + 5) / 6;
        var end = (before + secret.Length) * 8 / 6;
        var own = digits[first..end];
        return [own, own.Replace('+', '-').Replace('/', '_')];
    }
}
