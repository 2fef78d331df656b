using System.Globalization;
using Wcwidth;

namespace LurkBot.Rendering;

/// <summary>Measures text in terminal cells: most characters take one, Chinese and emoji two, marks none.</summary>
internal static class CellWidth
{
    private const int EmojiPresentation = 0xFE0F;
    private const int JoinsEmoji = 0x200D;
    private const string SomeSpaces = "                                                ";

    /// <summary>The cells that a text without line breaks and control characters takes.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        // A plain loop, on the way of every listing: the vector search and the width tables take longer to load than to use.
        foreach (var character in text)
        {
            if (!char.IsAscii(character) || char.IsControl(character))
                return OfClusters(text);
        }

        return text.Length;
    }

    /// <summary>The length in chars of the first thing that a person sees as one character.</summary>
    public static int ClusterLength(ReadOnlySpan<char> text) =>
        text.Length == 1 || (char.IsAscii(text[0]) && char.IsAscii(text[1])) ? 1 : StringInfo.GetNextTextElementLength(text);

    /// <summary>The cells of one such character: that of its base, or two when it is shown as an emoji.</summary>
    public static int OfCluster(ReadOnlySpan<char> cluster)
    {
        if (cluster.Length == 1 && char.IsAscii(cluster[0]))
            return char.IsControl(cluster[0]) ? 0 : 1;
        var width = 0;
        var regional = 0;
        foreach (var rune in cluster.EnumerateRunes())
        {
            if (rune.Value is EmojiPresentation or JoinsEmoji && width > 0)
                return 2;
            if (rune.Value is >= 0x1F1E6 and <= 0x1F1FF && ++regional == 2)
                return 2;
            width = Math.Max(width, Math.Max(0, UnicodeCalculator.GetWidth(rune)));
        }

        return width;
    }

    /// <summary>The longest beginning that fits, in whole characters.</summary>
    /// <param name="text">Text without line breaks.</param>
    /// <param name="cells">The room there is.</param>
    public static int LengthWithin(ReadOnlySpan<char> text, int cells)
    {
        var length = 0;
        while (length < text.Length)
        {
            var next = ClusterLength(text[length..]);
            cells -= OfCluster(text.Slice(length, next));
            if (cells < 0)
                break;
            length += next;
        }

        return length;
    }

    /// <summary>The spaces that fill a text up to at most 48 cells.</summary>
    public static ReadOnlySpan<char> Padding(string text, int cells) => SomeSpaces.AsSpan(0, Math.Clamp(cells - Of(text), 0, SomeSpaces.Length));

    private static int OfClusters(ReadOnlySpan<char> text)
    {
        var width = 0;
        for (var i = 0; i < text.Length;)
        {
            var length = ClusterLength(text[i..]);
            width += OfCluster(text.Slice(i, length));
            i += length;
        }

        return width;
    }
}
