using System.Globalization;
using System.Text;

namespace LurkBot.Search;

/// <summary>A text in the form in which texts are compared, and where in the original each of its characters stands.</summary>
internal sealed class FoldedText
{
    /// <summary>Characters before it neither compose nor have another width.</summary>
    private const char FirstSpecial = '\u01F0';

    private readonly int[]? places;
    private readonly int length;

    private FoldedText(string text, int[]? places, int length) => (Text, this.places, this.length) = (text, places, length);

    /// <summary>The folded text.</summary>
    public string Text { get; }

    /// <summary>Folds a text.</summary>
    /// <param name="text">Any text.</param>
    public static FoldedText Of(string text) =>
        text.AsSpan().ContainsAnyInRange(FirstSpecial, char.MaxValue) && FoldTable.Instance.Concerns(text) ? OfSpecial(text) : new FoldedText(Upper(text), null, text.Length);

    /// <summary>Where a character stands in the original.</summary>
    /// <param name="index">Its place in the folded text; the end is one, too.</param>
    public int PlaceOf(int index) => places is null ? index : index < places.Length ? places[index] : length;

    private static FoldedText OfSpecial(string text)
    {
        var table = FoldTable.Instance;
        var (folded, places, letter) = (new StringBuilder(text.Length), new List<int>(text.Length), -1);
        for (var i = 0; i < text.Length; i++)
        {
            var replacement = table.ReplacementOf(text[i]);
            if (replacement is null)
            {
                Add(text[i], i);
                continue;
            }

            foreach (var character in replacement)
                Add(character, i);
        }

        return new FoldedText(Upper(folded.ToString()), [.. places], text.Length);

        void Add(char character, int place)
        {
            var composed = letter < 0 ? '\0' : table.Compose(folded[letter], character);
            if (composed != '\0')
            {
                folded[letter] = composed;
                return;
            }

            // Marks may stand between a letter and the mark that it makes one with.
            if (!IsMark(character))
                letter = char.IsSurrogate(character) ? -1 : folded.Length;
            folded.Append(character);
            places.Add(place);
        }
    }

    private static bool IsMark(char character) => char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Upper and lower case are the same; each character stays at its place.</summary>
    private static string Upper(string text) => string.Create(text.Length, text, static (folded, original) =>
    {
        for (var i = 0; i < folded.Length; i++)
        {
            if (char.IsHighSurrogate(original[i]) && i + 1 < original.Length && char.IsLowSurrogate(original[i + 1]))
            {
                var rune = Rune.ToUpperInvariant(new Rune(original[i], original[i + 1]));
                if (rune.Utf16SequenceLength == 2)
                    rune.EncodeToUtf16(folded[i..]);
                else
                    (folded[i], folded[i + 1]) = (original[i], original[i + 1]);
                i++;
            }
            else
            {
                // What an index of C strings cannot hold, or takes for something else.
                folded[i] = original[i] is '\0' or SearchTerms.Never or '\uFFFE' or '\uFFFF' || char.IsSurrogate(original[i]) ? '\uFFFD' : char.ToUpperInvariant(original[i]);
            }
        }
    });
}
