using System.Globalization;
using System.Text;

namespace LurkBot.Workspaces;

/// <summary>Names of files in lists of them: anybody who can make a file chooses its name, and must not make up lines with it.</summary>
internal static class ShownName
{
    /// <summary>A path on one line; characters that are none to look at are written as <c>\u000a</c>.</summary>
    public static string Of(string path)
    {
        if (!path.AsSpan().ContainsAnyInRange('\0', '\u001f') && !path.Any(IsHidden))
            return path;
        var text = new StringBuilder(path.Length + 8);
        foreach (var character in path)
            text.Append(IsHidden(character) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}") : character.ToString());
        return text.ToString();
    }

    private static bool IsHidden(char character) => char.IsControl(character) || char.GetUnicodeCategory(character) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
}
