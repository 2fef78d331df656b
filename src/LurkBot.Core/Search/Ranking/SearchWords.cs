using System.Globalization;
using System.Text;

namespace LurkBot.Search;

/// <summary>Splits texts into the words that are ranked. Scripts that write without spaces give overlapping pairs of characters.</summary>
internal static class SearchWords
{
    /// <summary>What is longer is a key or a file's bytes rather than a word, and is truncated.</summary>
    private const int Longest = 60;

    /// <summary>The words of a text, in order.</summary>
    /// <param name="text">Any text.</param>
    public static List<TextPiece> Split(string text)
    {
        var pieces = new List<TextPiece>();
        for (var i = 0; i < text.Length;)
        {
            var (isWord, isJoined, _) = Look(text, i);
            if (!isWord)
                i++;
            else if (isJoined)
                i = AddPairs(text, i, pieces);
            else
                i = AddWord(text, i, pieces);
        }

        return pieces;
    }

    /// <summary>The words of a text with blanks between them, in the form in which they are indexed.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="count">How many they are.</param>
    public static string Spread(string text, out int count)
    {
        var (pieces, spread) = (Split(text), new StringBuilder(text.Length + 16));
        foreach (var piece in pieces)
            spread.Append(Of(text, piece)).Append(' ');
        count = pieces.Count;
        return spread.ToString();
    }

    /// <summary>One word, in the form in which it is indexed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="piece">Where the word stands.</param>
    public static string Of(string text, TextPiece piece)
    {
        var word = text.Substring(piece.Start, Math.Min(piece.Length, Longest));
        return Ascii.IsValid(word) ? word : SearchTerms.Fold(word);
    }

    private static int AddWord(string text, int start, List<TextPiece> pieces)
    {
        var end = start;
        while (end < text.Length && Look(text, end) is { IsWord: true, IsJoined: false } next)
            end += next.Length;
        pieces.Add(new TextPiece(start, end - start));
        return end;
    }

    private static int AddPairs(string text, int start, List<TextPiece> pieces)
    {
        var (before, last, end) = (-1, start, start);
        while (end < text.Length && Look(text, end) is { IsWord: true } next && (next.IsJoined || IsMark(text, end)))
        {
            // A mark belongs to the character before it.
            if (end > start && !IsMark(text, end))
            {
                if (before >= 0)
                    pieces.Add(new TextPiece(before, end - before));
                (before, last) = (last, end);
            }

            end += next.Length;
        }

        var first = before < 0 ? last : before;
        pieces.Add(new TextPiece(first, end - first));
        return end;
    }

    /// <summary>Combining marks, and the two of half width, which are letters for Unicode.</summary>
    private static bool IsMark(string text, int index) => text[index] is '\uFF9E' or '\uFF9F' || (text[index] > '\u007F'
        && CharUnicodeInfo.GetUnicodeCategory(text, index) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);

    private static (bool IsWord, bool IsJoined, int Length) Look(string text, int index)
    {
        var character = text[index];
        if (character < '\u0080')
            return (char.IsAsciiLetterOrDigit(character), false, 1);
        var length = char.IsHighSurrogate(character) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]) ? 2 : 1;
        var category = CharUnicodeInfo.GetUnicodeCategory(text, index);
        var isWord = category <= UnicodeCategory.OtherNumber;
        return (isWord, isWord && IsWrittenWithoutSpaces(length == 2 ? char.ConvertToUtf32(character, text[index + 1]) : character), length);
    }

    /// <summary>Thai, Lao, Burmese, Khmer, Kana, Han and Hangul, whose words carry particles.</summary>
    private static bool IsWrittenWithoutSpaces(int code) => code is
        (>= 0x0E00 and <= 0x0EFF) or (>= 0x1000 and <= 0x109F) or (>= 0x1100 and <= 0x11FF) or (>= 0x1780 and <= 0x17FF) or (>= 0x3005 and <= 0x3007)
        or (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xAC00 and <= 0xD7AF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF66 and <= 0xFF9F) or (>= 0x20000 and <= 0x3FFFF);
}
