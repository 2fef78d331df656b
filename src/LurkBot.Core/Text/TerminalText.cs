using System.Text;

namespace LurkBot.Text;

/// <summary>Makes text from outside harmless to a terminal (invariant 13).</summary>
internal static class TerminalText
{
    /// <summary>Replaces what a terminal would act on by something visible.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="keepNewlines">Whether line breaks and tabs stay.</param>
    /// <returns>Text without escapes, control characters, bidirectional overrides and lone surrogates.</returns>
    public static string Sanitize(string text, bool keepNewlines = true)
    {
        StringBuilder? result = null;
        for (var i = 0; i < text.Length; i++)
        {
            var length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
            if (length == 1 && IsHarmful(text[i], keepNewlines))
            {
                result ??= new StringBuilder(text, 0, i, text.Length);
                if (!keepNewlines || text[i] != '\r' || i + 1 >= text.Length || text[i + 1] != '\n')
                    result.Append(Visible(text[i]));
            }
            else
            {
                result?.Append(text, i, length);
                i += length - 1;
            }
        }

        return result?.ToString() ?? text;
    }

    private static bool IsHarmful(char character, bool keepNewlines) =>
        (char.IsControl(character) && !(keepNewlines && character is ('\n' or '\t')))
        || char.IsSurrogate(character)
        || character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C';

    private static char Visible(char character) => character switch
    {
        < ' ' => (char)('\u2400' + character),
        '\u007F' => '\u2421',
        _ => '\uFFFD',
    };
}
