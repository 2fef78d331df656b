using System.Globalization;
using System.Text;

namespace LurkBot.Text;

/// <summary>Shows every character of a line to whoever decides by it: one that cannot be seen, or that reorders what is seen, stands there by its number.</summary>
internal static class VisibleText
{
    /// <summary>Letters and marks that leave no ink: fillers of Hangul, the empty Braille pattern, joiners and variation selectors.</summary>
    private static readonly (int First, int Last)[] Blank =
        [(0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF)];

    /// <summary>Shows a line.</summary>
    /// <param name="line">Any text without line feeds; tabs stay.</param>
    /// <returns>Such as <c>rm ⟨U+200B⟩x</c>; harmless to a terminal.</returns>
    public static string Show(string line)
    {
        StringBuilder? shown = null;
        for (var i = 0; i < line.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(line, i, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            if (isWhole && IsSeen(rune))
                shown?.Append(line, i, length);
            else
                (shown ??= new StringBuilder(line, 0, i, line.Length + 16)).Append(CultureInfo.InvariantCulture, $"⟨U+{(isWhole ? rune.Value : line[i]):X4}⟩");
            i += length;
        }

        return shown?.ToString() ?? line;
    }

    private static bool IsSeen(Rune rune) => rune.Value is ' ' or '\t' || (Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate) && !Array.Exists(Blank, range => rune.Value >= range.First && rune.Value <= range.Last));
}
