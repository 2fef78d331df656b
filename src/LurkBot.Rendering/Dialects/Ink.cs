using System.Globalization;
using System.Text;

namespace LurkBot.Rendering;

/// <summary>Tells what can be seen: platforms refuse a message of blanks and joiners as empty.</summary>
internal static class Ink
{
    /// <summary>Whether anything in a text can be seen.</summary>
    public static bool IsIn(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsSeen(rune))
                return true;
        }

        return false;
    }

    private static bool IsSeen(Rune rune) => rune.IsAscii
        ? rune.Value is > ' ' and < 0x7F
        : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
        && rune.Value is not (0x115F or 0x1160 or 0x2800 or 0x3164 or 0xFFA0);
}
